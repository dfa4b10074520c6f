// message: system_field
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct User {
    pub _id: String,
    pub name: String,
}

fn main() {}
