// message: gates_empty
use schema_core::{Schema, Table};

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct User {
    pub name: String,
}

#[derive(Schema)]
#[schema(gates())]
pub struct App {
    users: User,
}

fn main() {}
