// message: fill_missing
use schema_core::{Id, Table};

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
#[schema(table = "users", version = 2, from = UserV1, effects(insert(Event)), reads(Event))]
pub struct User {
    pub name: String,
    #[schema(added)]
    pub event: Id<Event>,
}

fn main() {}
