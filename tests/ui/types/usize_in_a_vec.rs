// message: wide_integer
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct User {
    pub field: Vec<usize>,
}

fn main() {}
