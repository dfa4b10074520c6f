//! The same through derives: what a user writes, carried.

mod v1 {
    use schema_core::{Id, Nullable, Object, Table, Union};

    #[derive(Clone, Debug, PartialEq, Object)]
    pub(crate) struct Address {
        pub(crate) zip: String,
        pub(crate) city: String,
    }

    #[derive(Clone, Copy, Debug, PartialEq, Union)]
    pub(crate) enum Priority {
        Low,
        Medium,
        High,
    }

    #[derive(Clone, Debug, PartialEq, Union)]
    #[schema(tag = "kind")]
    pub(crate) enum Contact {
        Mail { address: String },
        Phone { number: String },
    }

    #[derive(Clone, Debug, Table)]
    #[schema(table = "people", version = 1)]
    pub(crate) struct Person {
        pub(crate) user_name: String,
        pub(crate) priority: Priority,
        pub(crate) home: Option<Address>,
        pub(crate) contacts: Vec<Contact>,
        pub(crate) team_name: String,
        pub(crate) boss: Nullable<Id<Person>>,
    }

    #[derive(Clone, Debug, Table)]
    #[schema(table = "crews", version = 1, index(by_name = [name]))]
    pub(crate) struct Crew {
        pub(crate) name: String,
    }
}

use std::collections::BTreeMap;

use schema_core::history::{CarryOutcome, TableHistory, settle_effects};
use schema_core::id::TableNumber;
use schema_core::name::TableName;
use schema_core::reader::{Reader, Reading};
use schema_core::transition::{FoundDocuments, StoredDocument};
use schema_core::validator::NoDeployment;
use schema_core::value::Value;
use schema_core::{
    Doc, Effects, Id, NestedTransition, Nullable, Object, Refusal, Table, Transition,
    TransitionWithEffects, Union,
};
use serde_json::json;

use super::build::{fields, id_of};

#[derive(Clone, Debug, PartialEq, Object)]
#[schema(from = v1::Address)]
pub(crate) struct Address {
    #[schema(renamed_from = zip)]
    pub(crate) postcode: String,
    pub(crate) city: String,
    #[schema(added)]
    pub(crate) country: String,
}

impl NestedTransition for Address {
    fn fill(old: &v1::Address) -> Result<AddressFill, Refusal> {
        match old.city.as_str() {
            "Zurich" => Ok(AddressFill { country: "CH".to_owned() }),
            _ => Err(Refusal::new("which country is that in?").at("city")),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Union)]
#[schema(from = v1::Contact, tag = "kind")]
pub(crate) enum Contact {
    Mail {
        #[schema(renamed_from = address)]
        to: String,
    },
    #[schema(renamed_from = Phone)]
    Call { number: String },
}

#[derive(Clone, Debug, Table)]
#[schema(table = "people", version = 2, from = v1::Person, moved(team_name))]
#[schema(effects(ensure(v1::Crew = by_name)))]
pub(crate) struct Person {
    #[schema(renamed_from = user_name)]
    pub(crate) display_name: String,
    #[schema(changed)]
    pub(crate) priority: u8,
    pub(crate) home: Option<Address>,
    pub(crate) contacts: Vec<Contact>,
    #[schema(added)]
    pub(crate) crew: Id<v1::Crew>,
    pub(crate) boss: Nullable<Id<Person>>,
    #[schema(added, default = 0)]
    pub(crate) logins: u32,
}

impl TransitionWithEffects for Person {
    fn fill(old: &Doc<v1::Person>, effects: &mut Effects<Self>) -> Result<PersonFill, Refusal> {
        use v1::Priority::{High, Low, Medium};
        let crew = effects.ensure(&v1::Crew { name: old.team_name.clone() });
        let priority = match old.priority {
            Low => 1,
            Medium => 2,
            High => 3,
        };
        Ok(PersonFill { priority, crew: crew.into() })
    }
}

fn person(city: &str) -> StoredDocument {
    let fields = fields(json!({
        "userName": "ada",
        "priority": "high",
        "home": {"zip": "8000", "city": city},
        "contacts": [{"kind": "mail", "address": "a@b"}, {"kind": "phone", "number": "1"}],
        "teamName": "blue",
        "boss": null,
    }));
    StoredDocument { id: id_of(20_001, 1), creation_time: 7.0, fields }
}

fn carry(document: &StoredDocument) -> CarryOutcome {
    let history = TableHistory::of::<Person>();
    history.carry(document, &FoundDocuments::default(), &NoDeployment)
}

#[test]
fn a_declared_transition_is_carried_from_names_to_effects() {
    assert!(TableHistory::of::<Person>().check().is_empty());
    let CarryOutcome::Carried(carried) = carry(&person("Zurich")) else { panic!("not carried") };
    let expected = fields(json!({
        "displayName": "ada",
        "priority": 3,
        "home": {"postcode": "8000", "city": "Zurich", "country": "CH"},
        "contacts": [{"kind": "mail", "to": "a@b"}, {"kind": "call", "number": "1"}],
        "crew": null,
        "boss": null,
        "logins": 0,
    }));
    assert_eq!(carried.document.fields, expected);
    assert_eq!(carried.document.placeholders[0].path.to_string(), ".crew");
    let tables =
        BTreeMap::from([(TableName::from_checked("crews"), TableHistory::of::<v1::Crew>())]);
    assert_eq!(settle_effects(&carried.effects, &tables, &NoDeployment).unwrap().len(), 1);
}

#[test]
fn a_declared_refusal_has_the_path_to_the_leaf() {
    let CarryOutcome::Quarantined(quarantined) = carry(&person("Atlantis")) else {
        panic!("not quarantined")
    };
    assert_eq!(quarantined.path.to_string(), ".home.city");
}

#[test]
fn ids_of_another_table_are_no_old_document() {
    let numbers = BTreeMap::from([
        (TableNumber(20_001), TableName::from_checked("people")),
        (TableNumber(20_002), TableName::from_checked("crews")),
    ]);
    let history = TableHistory::of::<Person>();
    let mut document = person("Zurich");
    let outcome = history.carry(&document, &FoundDocuments::default(), &numbers);
    assert!(matches!(outcome, CarryOutcome::Carried(_)));
    document.fields.insert("boss".to_owned(), Value::String(id_of(20_002, 1)));
    let outcome = history.carry(&document, &FoundDocuments::default(), &numbers);
    assert!(matches!(outcome, CarryOutcome::Quarantined(_)));
}

#[test]
fn a_widened_schema_of_declared_versions_is_one_that_a_push_takes() {
    let history = TableHistory::of::<Person>();
    let widened = history.widened_from(history.versions()[0].name.version).unwrap();
    for version in history.versions() {
        assert!(version.document.is_subset(&widened.schema.document));
    }
}

#[derive(Clone, Debug, Table)]
#[schema(table = "crews", version = 2, from = v1::Crew)]
pub(crate) struct Crew {
    #[schema(renamed_from = name)]
    pub(crate) title: String,
    #[schema(added)]
    pub(crate) since: f64,
}

impl Transition for Crew {
    fn fill(old: &Doc<v1::Crew>) -> Result<CrewFill, Refusal> {
        if old.name.is_empty() {
            return Err(Refusal::new("a crew has a name").at("name"));
        }
        Ok(CrewFill { since: old.creation_time().as_f64() })
    }
}

fn crew(json: serde_json::Value) -> StoredDocument {
    StoredDocument { id: id_of(20_002, 1), creation_time: 7.0, fields: fields(json) }
}

#[test]
fn a_reader_tells_old_from_current_and_upgrades_in_memory() {
    let reader = Reader::<Crew>::new();
    let (old, new) = (crew(json!({"name": "x"})), crew(json!({"title": "y", "since": 1})));
    assert!(!reader.is_current(&old, &NoDeployment) && reader.is_current(&new, &NoDeployment));
    assert!(
        matches!(reader.read(&old, &NoDeployment), Ok(Reading::Old(version)) if version.0 == 1)
    );
    let Ok(Reading::Current(read)) = reader.read(&new, &NoDeployment) else { panic!("not read") };
    assert_eq!(read.title, "y");
    let upgraded = reader.upgrade(&old, &NoDeployment).unwrap();
    assert_eq!((upgraded.title.as_str(), upgraded.since), ("x", 7.0));
    assert!(reader.upgrade(&crew(json!({"name": ""})), &NoDeployment).is_err());
    assert!(reader.upgrades(schema_core::version::VersionNumber(1)));
}

#[test]
fn a_reader_doesnt_upgrade_where_the_way_has_effects() {
    let reader = Reader::<Person>::new();
    assert!(!reader.upgrades(schema_core::version::VersionNumber(1)));
    let old = person("Zurich");
    assert!(matches!(reader.read(&old, &NoDeployment), Ok(Reading::Old(_))));
    let refused = reader.upgrade(&old, &NoDeployment).unwrap_err();
    assert!(refused.reason.contains("has effects"), "{refused}");
}
