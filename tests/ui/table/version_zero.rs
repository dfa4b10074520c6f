// message: bad_version
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 0)]
pub struct User {
    pub name: String,
}

fn main() {}
