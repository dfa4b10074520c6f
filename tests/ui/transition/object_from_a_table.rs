// message: from_table
use schema_core::{Object, Table};

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct UserV1 {
    pub name: String,
}

#[derive(Object)]
#[schema(from = UserV1)]
pub struct Profile {
    pub name: String,
}

fn main() {}
