//! Mistakes between versions of one table.

#![expect(unnameable_test_items, reason = "the schemas are mistaken, and their tests would fail")]

use schema_core::{
    Doc, Effects, Id, NestedUnionTransition, Refusal, Schema, Table, Transition,
    TransitionWithEffects, Union, UnionTransition, Value,
};

use super::super::{Told, told};

pub(super) fn default_invalid() -> Told {
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

pub(super) fn default_only_for_absent() -> Told {
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

pub(super) fn changed_never_runs() -> Told {
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

pub(super) fn changed_overlaps() -> Told {
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

pub(super) fn added_may_not_run() -> Told {
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

pub(super) fn variant_may_not_run() -> Told {
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

pub(super) fn name_reused() -> Told {
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

pub(super) fn carry_never_runs() -> Told {
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

pub(super) fn effects_may_not_run() -> Told {
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

pub(super) fn kept_not_valid() -> Told {
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

pub(super) fn marker_taken() -> Told {
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

pub(super) fn span_may_not_run() -> Told {
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
