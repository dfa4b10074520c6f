// message: Table
use schema_core::{Schema, Table};

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct User {
    pub name: String,
}

pub struct Guest {
    pub name: String,
}

#[derive(Schema)]
#[schema(dropped(carried_away(Guest)))]
pub struct App {
    users: User,
}

fn main() {}
