//! The change that the product is described by.

#![expect(clippy::struct_field_names, reason = "the names of the product's own example")]

use schema_core::diff::{Deployed, diff, diff_json};
use schema_core::history::TableHistory;
use schema_core::{Doc, Millis, Refusal, Table, Transition};

use super::{declaring, deployed, since, text_since};

pub(crate) mod v1 {
    use schema_core::{Table, Union};

    #[derive(Union)]
    pub(crate) enum Priority {
        Low,
        Medium,
        High,
    }

    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    pub(crate) struct User {
        pub(crate) user_name: String,
        pub(crate) email: String,
        pub(crate) priority: Priority,
        pub(crate) legacy_theme: String,
    }
}

#[derive(Table)]
#[schema(table = "users", version = 2, from = v1::User, moved(priority), dropped(legacy_theme))]
#[schema(index(by_email = [email]), index(by_level = [priority_level]))]
pub(crate) struct User {
    #[schema(renamed_from = user_name)]
    pub(crate) display_name: String,
    pub(crate) email: String,
    #[schema(added)]
    pub(crate) priority_level: u8,
    #[schema(added)]
    pub(crate) joined_at: Millis,
    #[schema(added, default = 0)]
    pub(crate) logins: u32,
}

impl Transition for User {
    fn fill(old: &Doc<v1::User>) -> Result<UserFill, Refusal> {
        use v1::Priority::{High, Low, Medium};
        Ok(UserFill {
            priority_level: match old.priority {
                Low => 1,
                Medium => 2,
                High => 3,
            },
            joined_at: old.creation_time(),
        })
    }
}

pub(crate) fn history() -> TableHistory {
    TableHistory::of::<User>()
}

#[test]
fn every_kind_of_change_is_shown_with_its_class() {
    assert_eq!(
        text_since(&history(), 1),
        "\
users@1 -> users@2
  + joinedAt                  data: computed for every document
  + logins                    data: constant 0
  + priorityLevel             data: computed for every document
  ~ userName -> displayName   data: renamed
  - priority                  data: moved, read by fill
  - legacyTheme               destructive: information is lost
  + index by_email [email]
  + index by_level [priorityLevel]
"
    );
}

#[test]
fn nothing_differs_from_itself() {
    let declared = declaring(history());
    let found = diff(&Deployed::of(&declared), &declared);
    assert!(found.is_empty());
    assert_eq!(found, diff(&deployed(&history(), 2), &declared));
}

#[test]
fn a_difference_is_the_same_for_programs() {
    let json = diff_json(&since(&history(), 1));
    let table = &json["tables"]["users"];
    assert_eq!(table["fate"], "carried");
    assert_eq!((&table["old"], &table["new"]), (&1.into(), &2.into()));
    let changes = table["changes"].as_array().unwrap();
    let theme = changes.iter().find(|change| change["old"]["place"] == "legacyTheme").unwrap();
    assert_eq!(theme["how"], "dropped");
    assert_eq!(theme["class"], "destructive");
    assert_eq!(theme["new"], serde_json::Value::Null);
    assert_eq!(theme["old"]["validator"], serde_json::json!({ "type": "string" }));
    assert_eq!(json["findings"], serde_json::json!([]));
}
