//! Mistakes of what a transition reads and writes in other tables.

#![expect(unnameable_test_items, reason = "the schemas are mistaken, and their tests would fail")]

use schema_core::{
    AnyId, Doc, Effects, Found, Id, Refusal, Schema, Table, TransitionWithEffects,
    TransitionWithReads,
};

use super::super::{Told, told};

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

pub(super) fn read_gone() -> Told {
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

pub(super) fn insert_gone() -> Told {
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

pub(super) fn no_such_table() -> Told {
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

pub(super) fn ensure_index() -> Told {
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
