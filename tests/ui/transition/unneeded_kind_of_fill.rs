// message: fill_missing
use schema_core::{Doc, Refusal, Table, Transition};

#[derive(Table)]
#[schema(table = "events", version = 1, index(by_what = [what]))]
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
    #[schema(added)]
    pub age: u8,
}

impl Transition for User {
    fn fill(_: &Doc<UserV1>) -> Result<UserFill, Refusal> {
        Ok(UserFill { age: 0 })
    }
}

fn main() {}
