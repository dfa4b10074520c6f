// message: system_field_in_index
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1, index(by_name = [name, _creationTime]))]
pub struct User {
    pub name: String,
}

fn main() {}
