// message: table_missing
// message: version_missing
use schema_core::Table;

#[derive(Table)]
pub struct User {
    pub name: String,
}

fn main() {}
