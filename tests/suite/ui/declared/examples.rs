//! One schema for each mistake.
//!
//! Each stands in a function, where the test that its derive emits has no name and isn't run: it
//! would fail.

#![expect(unnameable_test_items, reason = "the schemas are mistaken, and their tests would fail")]

use schema_core::{
    AnyId, Doc, Effects, Found, Id, NestedUnionTransition, Object, Refusal, Schema, Table,
    Transition, TransitionWithEffects, TransitionWithReads, Union, UnionTransition, Value,
};

use super::{Told, told};

/// Declares a schema of the given tables.
macro_rules! schema {
    ($($table:ident: $ty:ty),*) => {
        #[derive(Schema)]
        struct App { $($table: $ty),* }
    };
}

pub(super) fn all() -> Vec<Told> {
    vec![
        recursive(),
        tag_without_object(),
        tag_is_field(),
        rule(),
        listed_under_another_name(),
        listed_twice(),
        listed_and_dropped(),
        default_invalid(),
        default_only_for_absent(),
        changed_never_runs(),
        changed_overlaps(),
        added_may_not_run(),
        variant_may_not_run(),
        name_reused(),
        carry_never_runs(),
        effects_may_not_run(),
        kept_not_valid(),
        marker_taken(),
        span_may_not_run(),
        read_gone(),
        insert_gone(),
        no_such_table(),
        ensure_index(),
    ]
}

fn recursive() -> Told {
    #[derive(Object)]
    struct Folder {
        files: Vec<File>,
    }

    #[derive(Object)]
    struct File {
        links: Vec<Folder>,
    }

    #[derive(Table)]
    #[schema(table = "disks", version = 1)]
    struct Disk {
        root: Folder,
    }

    schema!(disks: Disk);
    told::<App>("Recursive")
}

fn tag_without_object() -> Told {
    #[derive(Union)]
    #[schema(tag = "kind")]
    enum Contact {
        Email(String),
    }

    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    struct User {
        contact: Contact,
    }

    schema!(users: User);
    told::<App>("TagWithoutObject")
}

fn tag_is_field() -> Told {
    #[derive(Object)]
    struct Email {
        kind: String,
    }

    #[derive(Union)]
    #[schema(tag = "kind")]
    enum Contact {
        Email(Email),
    }

    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    struct User {
        contact: Contact,
    }

    schema!(users: User);
    told::<App>("TagIsField")
}

fn rule() -> Told {
    #[derive(Object)]
    struct Address {
        zip_code: String,
    }

    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    #[schema(index(by_zip = ["address.zip"]), vector_index(by_face = name, dimensions = 2))]
    struct User {
        name: String,
        address: Address,
    }

    schema!(users: User);
    told::<App>("Rule")
}

fn listed_under_another_name() -> Told {
    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    struct User {
        name: String,
    }

    schema!(people: User);
    told::<App>("ListedUnderAnotherName")
}

fn listed_twice() -> Told {
    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    struct UserV1 {
        name: String,
    }

    #[derive(Table)]
    #[schema(table = "users", version = 2, from = UserV1, dropped(name))]
    struct User {
        #[schema(added, default = 0)]
        age: u8,
    }

    schema!(users: User, old_users: UserV1);
    told::<App>("ListedTwice")
}

fn listed_and_dropped() -> Told {
    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    struct User {
        name: String,
    }

    // By its type, whose table's name the derive of the schema doesn't know.
    #[derive(Schema)]
    #[schema(dropped(carried_away(User)))]
    struct App {
        users: User,
    }

    told::<App>("ListedAndDropped")
}

fn default_invalid() -> Told {
    #[derive(Table)]
    #[schema(table = "teams", version = 1)]
    struct Team {
        name: String,
    }

    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    struct UserV1 {
        name: String,
    }

    #[derive(Table)]
    #[schema(table = "users", version = 2, from = UserV1)]
    struct User {
        name: String,
        #[schema(added, default = Id::from_text("the first"))]
        team: Id<Team>,
    }

    schema!(users: User, teams: Team);
    told::<App>("DefaultInvalid")
}

fn default_only_for_absent() -> Told {
    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    struct UserV1 {
        age: Option<String>,
    }

    #[derive(Table)]
    #[schema(table = "users", version = 2, from = UserV1)]
    struct User {
        #[schema(changed, default = 0)]
        age: u8,
    }

    schema!(users: User);
    told::<App>("DefaultOnlyForAbsent")
}

fn changed_never_runs() -> Told {
    #[derive(Union)]
    enum Level {
        Low,
        High,
    }

    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    struct UserV1 {
        level: Level,
    }

    #[derive(Table)]
    #[schema(table = "users", version = 2, from = UserV1)]
    struct User {
        #[schema(changed)]
        level: String,
    }

    impl Transition for User {
        fn fill(_: &Doc<UserV1>) -> Result<UserFill, Refusal> {
            Ok(UserFill { level: String::new() })
        }
    }

    schema!(users: User);
    told::<App>("ChangedNeverRuns")
}

fn changed_overlaps() -> Told {
    #[derive(Union)]
    enum Level {
        Low,
        High,
    }

    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    struct UserV1 {
        level: String,
    }

    #[derive(Table)]
    #[schema(table = "users", version = 2, from = UserV1)]
    struct User {
        #[schema(changed)]
        level: Level,
    }

    impl Transition for User {
        fn fill(_: &Doc<UserV1>) -> Result<UserFill, Refusal> {
            Ok(UserFill { level: Level::Low })
        }
    }

    schema!(users: User);
    told::<App>("ChangedOverlaps")
}

fn added_may_not_run() -> Told {
    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    struct UserV1 {
        name: String,
    }

    #[derive(Table)]
    #[schema(table = "users", version = 2, from = UserV1)]
    struct User {
        name: String,
        #[schema(added)]
        nick: Option<String>,
    }

    impl Transition for User {
        fn fill(_: &Doc<UserV1>) -> Result<UserFill, Refusal> {
            Ok(UserFill { nick: None })
        }
    }

    schema!(users: User);
    told::<App>("AddedMayNotRun")
}

fn variant_may_not_run() -> Told {
    #[derive(Union)]
    #[schema(tag = "kind")]
    enum ContactV1 {
        Email { address: String },
    }

    #[derive(Union)]
    #[schema(tag = "kind", from = ContactV1)]
    enum Contact {
        #[schema(changed)]
        Email { address: String },
    }

    impl NestedUnionTransition for Contact {
        fn carry(old: &ContactV1) -> Result<Self, Refusal> {
            let ContactV1::Email { address } = old;
            Ok(Self::Email { address: address.to_lowercase() })
        }
    }

    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    struct UserV1 {
        contact: ContactV1,
    }

    #[derive(Table)]
    #[schema(table = "users", version = 2, from = UserV1)]
    struct User {
        contact: Contact,
    }

    schema!(users: User);
    told::<App>("VariantMayNotRun")
}

fn name_reused() -> Told {
    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    struct UserV1 {
        name: Value,
    }

    #[derive(Table)]
    #[schema(table = "users", version = 2, from = UserV1)]
    struct User {
        #[schema(renamed_from = name)]
        title: Value,
        #[schema(added, default = "")]
        name: String,
    }

    schema!(users: User);
    told::<App>("NameReused")
}

fn carry_never_runs() -> Told {
    #[derive(Table)]
    #[schema(table = "events", version = 1, tag = "kind")]
    enum EventV1 {
        Opened { by: String },
    }

    #[derive(Table)]
    #[schema(table = "events", version = 2, from = EventV1, tag = "kind")]
    enum Event {
        Opened { by: String },
        Closed,
    }

    impl UnionTransition for Event {
        fn carry(_: &Doc<EventV1>) -> Result<Self, Refusal> {
            Ok(Self::Closed)
        }
    }

    schema!(events: Event);
    told::<App>("CarryNeverRuns")
}

fn effects_may_not_run() -> Told {
    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    struct UserV1 {
        level: Option<String>,
    }

    #[derive(Table)]
    #[schema(table = "users", version = 2, from = UserV1, effects(delete_self))]
    struct User {
        #[schema(changed, default = "")]
        level: String,
    }

    impl TransitionWithEffects for User {
        fn fill(_: &Doc<UserV1>, effects: &mut Effects<Self>) -> Result<UserFill, Refusal> {
            effects.delete_self();
            Ok(UserFill {})
        }
    }

    schema!(users: User);
    told::<App>("EffectsMayNotRun")
}

fn kept_not_valid() -> Told {
    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    struct UserV1 {
        age: i64,
    }

    #[derive(Table)]
    #[schema(table = "users", version = 2, from = UserV1)]
    struct User {
        #[schema(kept)]
        age: f64,
    }

    schema!(users: User);
    told::<App>("KeptNotValid")
}

fn marker_taken() -> Told {
    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    struct UserV1 {
        schema_version: f64,
    }

    #[derive(Table)]
    #[schema(table = "users", version = 2, from = UserV1, dropped(schema_version))]
    #[schema(version_field = "schemaVersion")]
    struct User {
        #[schema(added, default = "")]
        name: String,
    }

    schema!(users: User);
    told::<App>("MarkerTaken")
}

fn span_may_not_run() -> Told {
    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    struct UserV1 {
        age: String,
    }

    #[derive(Table)]
    #[schema(table = "users", version = 2, from = UserV1)]
    struct UserV2 {
        #[schema(changed)]
        age: f64,
    }

    impl Transition for UserV2 {
        fn fill(_: &Doc<UserV1>) -> Result<UserV2Fill, Refusal> {
            Ok(UserV2Fill { age: 0.0 })
        }
    }

    #[derive(Table)]
    #[schema(table = "users", version = 3, from = UserV2)]
    struct User {
        #[schema(changed)]
        age: String,
    }

    impl Transition for User {
        fn fill(old: &Doc<UserV2>) -> Result<UserFill, Refusal> {
            Ok(UserFill { age: format!("{} years", old.age) })
        }
    }

    schema!(users: User);
    told::<App>("SpanMayNotRun")
}

/// Teams in two versions, for transitions of users that touch them.
mod teams {
    use schema_core::Table;

    #[derive(Table)]
    #[schema(table = "teams", version = 1)]
    pub(super) struct TeamV1 {
        pub(super) name: String,
    }

    #[derive(Table)]
    #[schema(table = "teams", version = 2, from = TeamV1, index(by_title = [title], staged))]
    pub(super) struct Team {
        #[schema(renamed_from = name)]
        pub(super) title: String,
    }
}

use self::teams::{Team, TeamV1};

#[derive(Table)]
#[schema(table = "users", version = 1)]
struct MemberV1 {
    team: Id<Team>,
}

fn read_gone() -> Told {
    #[derive(Table)]
    #[schema(table = "users", version = 2, from = MemberV1, reads(TeamV1))]
    struct User {
        team: Id<Team>,
        #[schema(added)]
        team_name: String,
    }

    impl TransitionWithReads for User {
        fn reads(old: &Doc<MemberV1>) -> Vec<AnyId> {
            vec![AnyId::from(&old.team)]
        }

        fn fill(old: &Doc<MemberV1>, found: &Found<Self>) -> Result<UserFill, Refusal> {
            let team = found.get::<TeamV1>(&old.team)?;
            Ok(UserFill { team_name: team.map_or_else(String::new, |team| team.name.clone()) })
        }
    }

    schema!(users: User, teams: Team);
    told::<App>("ReadGone")
}

fn insert_gone() -> Told {
    #[derive(Table)]
    #[schema(table = "users", version = 2, from = MemberV1)]
    #[schema(version_field = "schemaVersion", effects(insert(TeamV1)))]
    struct User {
        team: Id<Team>,
    }

    impl TransitionWithEffects for User {
        fn fill(_: &Doc<MemberV1>, effects: &mut Effects<Self>) -> Result<UserFill, Refusal> {
            effects.insert(&TeamV1 { name: String::new() });
            Ok(UserFill {})
        }
    }

    // Version 1 has been pruned.
    #[derive(Table)]
    #[schema(table = "teams", version = 2)]
    struct Pruned {
        title: String,
    }

    schema!(users: User, teams: Pruned);
    told::<App>("InsertGone")
}

fn no_such_table() -> Told {
    #[derive(Table)]
    #[schema(table = "users", version = 2, from = MemberV1)]
    #[schema(version_field = "schemaVersion", effects(insert(Team)))]
    struct User {
        team: Id<Team>,
    }

    impl TransitionWithEffects for User {
        fn fill(_: &Doc<MemberV1>, effects: &mut Effects<Self>) -> Result<UserFill, Refusal> {
            effects.insert(&Team { title: String::new() });
            Ok(UserFill {})
        }
    }

    schema!(users: User);
    told::<App>("NoSuchTable")
}

fn ensure_index() -> Told {
    #[derive(Table)]
    #[schema(table = "users", version = 2, from = MemberV1)]
    #[schema(version_field = "schemaVersion", effects(ensure(Team = by_title)))]
    struct User {
        team: Id<Team>,
    }

    impl TransitionWithEffects for User {
        fn fill(_: &Doc<MemberV1>, effects: &mut Effects<Self>) -> Result<UserFill, Refusal> {
            effects.ensure(&Team { title: String::new() });
            Ok(UserFill {})
        }
    }

    schema!(users: User, teams: Team);
    told::<App>("EnsureIndex")
}
