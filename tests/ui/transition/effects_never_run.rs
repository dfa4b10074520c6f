// message: effects_never_run
use schema_core::{Doc, Effects, Refusal, Table, TransitionWithEffects};

#[derive(Table)]
#[schema(table = "events", version = 1)]
pub struct Event {
    pub what: String,
}

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct UserV1 {
    pub name: String,
}

#[derive(Table)]
#[schema(table = "users", version = 2, from = UserV1, effects(insert(Event)))]
pub struct User {
    pub name: String,
}

impl TransitionWithEffects for User {
    fn fill(old: &Doc<UserV1>, effects: &mut Effects<Self>) -> Result<UserFill, Refusal> {
        effects.insert(&Event { what: old.name.clone() });
        Ok(UserFill {})
    }
}

fn main() {}
