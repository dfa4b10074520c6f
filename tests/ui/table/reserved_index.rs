// message: bad_index_name
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1, index(by_creation_time = [name]))]
pub struct User {
    pub name: String,
}

fn main() {}
