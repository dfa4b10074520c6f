// message: rustc: private field
use schema_core::{Table, Value};

pub mod v1 {
    #[derive(schema_core::Table)]
    #[schema(table = "users", version = 1)]
    pub struct User {
        extra: schema_core::Value,
    }
}

use v1::User as UserV1;

#[derive(Table)]
#[schema(table = "users", version = 2, from = UserV1)]
pub struct User {
    pub extra: Value,
}

fn main() {}
