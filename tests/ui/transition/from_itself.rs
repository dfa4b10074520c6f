// message: from_itself
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 2, from = User)]
pub struct User {
    pub name: String,
}

fn main() {}
