// message: Table
use schema_core::{Doc, Effects, Object, Refusal, Table, TransitionWithEffects};

#[derive(Object)]
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
    #[schema(added, default = 0)]
    pub age: u8,
}

impl TransitionWithEffects for User {
    fn fill(_: &Doc<UserV1>, _: &mut Effects<Self>) -> Result<UserFill, Refusal> {
        Ok(UserFill {})
    }
}

fn main() {}
