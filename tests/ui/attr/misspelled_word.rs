// message: unknown_word
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", verison = 1, version = 1)]
pub struct User {
    pub name: String,
}

fn main() {}
