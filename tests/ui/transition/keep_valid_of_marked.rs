// message: keep_valid_with_version_field
use schema_core::{Doc, Refusal, Table, Transition, Value};

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct UserV1 {
    pub price: Value,
}

#[derive(Table)]
#[schema(table = "users", version = 2, from = UserV1, version_field = "schemaVersion")]
pub struct User {
    #[schema(changed, keep_valid)]
    pub price: f64,
}

impl Transition for User {
    fn fill(_: &Doc<UserV1>) -> Result<UserFill, Refusal> {
        Ok(UserFill { price: 0.0 })
    }
}

fn main() {}
