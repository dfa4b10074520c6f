// message: from_nested
use schema_core::{Object, Table};

#[derive(Object)]
pub struct UserV1 {
    pub name: String,
}

#[derive(Table)]
#[schema(table = "users", version = 2, from = UserV1)]
pub struct User {
    pub name: String,
}

fn main() {}
