// message: private_field
use schema_core::{Table, Value};

pub mod v1 {
    #[derive(schema_core::Table)]
    #[schema(table = "users", version = 1)]
    pub struct User {
        extra: schema_core::Value,
    }
}

#[derive(Table)]
#[schema(table = "users", version = 2, from = v1::User)]
pub struct User {
    pub extra: Value,
}

fn main() {}
