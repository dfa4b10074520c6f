//! The second versions of tables with three.

use schema_core::{Doc, Effects, Id, Refusal, Table, Transition, TransitionWithEffects};

use super::{Team, v1};

#[derive(Table)]
#[schema(table = "notes", version = 2, from = v1::Note)]
pub(in super::super) struct Note {
    #[schema(renamed_from = text)]
    pub title: String,
    #[schema(added)]
    pub pinned: bool,
}

impl Transition for Note {
    fn fill(old: &Doc<v1::Note>) -> Result<NoteFill, Refusal> {
        Ok(NoteFill { pinned: old.text.starts_with('!') })
    }
}

#[derive(Table)]
#[schema(table = "people", version = 2, from = v1::Person, moved(team_name))]
#[schema(effects(ensure(Team = by_name)))]
pub(in super::super) struct Person {
    pub name: String,
    #[schema(added)]
    pub team: Id<Team>,
}

impl TransitionWithEffects for Person {
    fn fill(old: &Doc<v1::Person>, effects: &mut Effects<Self>) -> Result<PersonFill, Refusal> {
        let team = effects.ensure(&Team { name: old.team_name.clone() });
        Ok(PersonFill { team: team.into() })
    }
}
