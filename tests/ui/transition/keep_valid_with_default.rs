// message: keep_valid_with_default
use schema_core::{Table, Value};

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct UserV1 {
    pub age: Option<Value>,
}

#[derive(Table)]
#[schema(table = "users", version = 2, from = UserV1)]
pub struct User {
    #[schema(changed, keep_valid, default = 0)]
    pub age: u8,
}

fn main() {}
