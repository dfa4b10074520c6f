// message: rustc: type of a default
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct UserV1 {
    pub name: String,
}

#[derive(Table)]
#[schema(table = "users", version = 2, from = UserV1)]
pub struct User {
    pub name: String,
    #[schema(added, default = 5)]
    pub age: Option<u8>,
}

fn main() {}
