// message: forgotten_field
// message: fill_missing
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct UserV1 {
    pub name: String,
    pub age: u8,
}

#[derive(Table)]
#[schema(table = "users", version = 2, from = UserV1)]
pub struct UserV2 {
    pub name: String,
}

#[derive(Table)]
#[schema(table = "users", version = 3, from = UserV2)]
pub struct User {
    pub name: String,
    #[schema(added)]
    pub nick: String,
}

fn main() {}
