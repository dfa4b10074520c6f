// message: unknown_word
use schema_core::{Schema, Table};

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct User {
    pub name: String,
}

#[derive(Schema)]
#[schema(dropped(forgot(guests)))]
pub struct App {
    users: User,
}

fn main() {}
