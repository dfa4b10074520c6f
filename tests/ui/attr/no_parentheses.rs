// message: attribute_without_list
use schema_core::Table;

#[derive(Table)]
#[schema]
#[schema(table = "users", version = 1)]
pub struct User {
    pub name: String,
}

fn main() {}
