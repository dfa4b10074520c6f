//! Several versions at once.

use schema_core::history::TableHistory;
use schema_core::{Doc, Refusal, Table, Transition};

use super::text_since;

mod v1 {
    #[derive(schema_core::Table)]
    #[schema(table = "notes", version = 1)]
    pub(super) struct Note {
        pub(super) title: String,
        pub(super) first: String,
        pub(super) last: String,
        pub(super) colour: String,
    }
}

mod v2 {
    use super::{Doc, Refusal, Table, Transition, v1};

    #[derive(Table)]
    #[schema(table = "notes", version = 2, from = v1::Note, moved(first, last))]
    pub(super) struct Note {
        #[schema(renamed_from = title)]
        pub(super) heading: String,
        pub(super) colour: String,
        #[schema(added)]
        pub(super) full_name: String,
        #[schema(added, default = 3)]
        pub(super) stars: u8,
    }

    impl Transition for Note {
        fn fill(old: &Doc<v1::Note>) -> Result<NoteFill, Refusal> {
            Ok(NoteFill { full_name: format!("{} {}", old.first, old.last) })
        }
    }
}

mod v3 {
    use super::{Table, v2};

    #[derive(Table)]
    #[schema(table = "notes", version = 3, from = v2::Note, dropped(stars, full_name))]
    pub(super) struct Note {
        #[schema(renamed_from = heading)]
        pub(super) caption: String,
        #[schema(renamed_from = colour)]
        pub(super) tint: String,
    }
}

mod v4 {
    use super::{Table, v3};

    #[derive(Table)]
    #[schema(table = "notes", version = 4, from = v3::Note)]
    pub(super) struct Note {
        #[schema(renamed_from = caption)]
        pub(super) title: String,
        #[schema(renamed_from = tint)]
        pub(super) color: String,
    }
}

#[test]
fn one_step_of_several_is_itself() {
    assert_eq!(
        text_since(&TableHistory::of::<v3::Note>(), 2),
        "\
notes@2 -> notes@3
  ~ colour -> tint       data: renamed
  ~ heading -> caption   data: renamed
  - fullName             destructive: information is lost
  - stars                destructive: information is lost
"
    );
}

#[test]
fn a_rename_of_a_rename_is_one_and_what_was_moved_into_something_that_is_dropped_later_is_lost() {
    assert_eq!(
        text_since(&TableHistory::of::<v3::Note>(), 1),
        "\
notes@1 -> notes@3
  ~ colour -> tint     data: renamed
  ~ title -> caption   data: renamed
  - first              destructive: version 2 moves it into what version 3 drops
  - last               destructive: version 2 moves it into what version 3 drops
"
    );
}

#[test]
fn renamed_there_and_back_is_kept() {
    assert_eq!(
        text_since(&TableHistory::of::<v4::Note>(), 1),
        "\
notes@1 -> notes@4
  ~ colour -> color   data: renamed
  - first             destructive: version 2 moves it into what version 3 drops
  - last              destructive: version 2 moves it into what version 3 drops
"
    );
}

mod marked {
    use super::v1;

    #[derive(schema_core::Table)]
    #[schema(table = "notes", version = 2, from = v1::Note, version_field = "schemaVersion")]
    #[schema(dropped(first, last, colour))]
    pub(super) struct Note {
        pub(super) title: String,
    }
}

#[test]
fn the_field_that_tells_versions_apart_is_no_change_of_its_own() {
    assert_eq!(
        text_since(&TableHistory::of::<marked::Note>(), 1),
        "\
notes@1 -> notes@2
  + schemaVersion   data: marks documents of version 2
  - colour          destructive: information is lost
  - first           destructive: information is lost
  - last            destructive: information is lost
"
    );
}
