// message: generic_type
use schema_core::{Schema, Table};

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct User {
    pub name: String,
}

#[derive(Schema)]
pub struct App<T> {
    users: T,
}

fn main() {}
