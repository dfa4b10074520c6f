// message: huge_integer
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct User {
    pub field: u128,
}

fn main() {}
