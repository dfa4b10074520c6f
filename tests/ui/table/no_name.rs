// message: table_missing
use schema_core::Table;

#[derive(Table)]
#[schema(version = 1)]
pub struct User {
    pub name: String,
}

fn main() {}
