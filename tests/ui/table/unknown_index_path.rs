// message: unknown_stored_field
use schema_core::{Table, Value};

#[derive(Table)]
#[schema(table = "users", version = 1, index(by_city = ["adress.city"]))]
pub struct User {
    pub address: Value,
}

fn main() {}
