// message: tuple_struct
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct User(pub String, pub u8);

fn main() {}
