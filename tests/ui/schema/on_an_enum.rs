// message: schema_not_named_fields
use schema_core::{Schema, Table};

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct User {
    pub name: String,
}

#[derive(Schema)]
pub enum App {
    Users(User),
}

fn main() {}
