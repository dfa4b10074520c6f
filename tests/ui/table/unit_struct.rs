// message: unit_struct
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct User;

fn main() {}
