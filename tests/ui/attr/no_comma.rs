// message: comma_missing
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users" version = 1)]
pub struct User {
    pub name: String,
}

fn main() {}
