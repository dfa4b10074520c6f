// message: nullable_twice
use schema_core::{Nullable, Table};

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct User {
    pub twice: Nullable<Nullable<String>>,
}

fn main() {}
