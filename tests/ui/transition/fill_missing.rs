// message: fill_missing
use schema_core::{Millis, Table};

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct UserV1 {
    pub name: String,
}

#[derive(Table)]
#[schema(table = "users", version = 2, from = UserV1)]
pub struct User {
    pub name: String,
    #[schema(added)]
    pub age: u8,
    #[schema(added)]
    pub joined_at: Millis,
}

fn main() {}
