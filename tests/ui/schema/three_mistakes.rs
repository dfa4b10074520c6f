// message: unknown_word
// message: schema_table_twice
// message: gates_empty
use schema_core::{Schema, Table};

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct User {
    pub name: String,
}

#[derive(Schema)]
#[schema(gate(prod), gates(), dropped(forget(users)))]
pub struct App {
    users: User,
}

fn main() {}
