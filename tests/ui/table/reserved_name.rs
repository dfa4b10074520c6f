// message: bad_table_name
use schema_core::Table;

#[derive(Table)]
#[schema(table = "_users", version = 1)]
pub struct User {
    pub name: String,
}

fn main() {}
