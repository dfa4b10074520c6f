// message: bad_value
use schema_core::Table;

#[derive(Table)]
#[schema(table = , version = 1)]
pub struct User {
    pub name: String,
}

fn main() {}
