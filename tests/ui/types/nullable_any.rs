// message: nullable_twice
use schema_core::{Nullable, Table, Value};

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct User {
    pub twice: Option<Nullable<Value>>,
}

fn main() {}
