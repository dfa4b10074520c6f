// message: vec_of_u8
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct User {
    pub field: Vec<u8>,
}

fn main() {}
