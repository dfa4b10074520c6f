// message: role_without_from
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct User {
    pub name: String,
    #[schema(added)]
    pub age: u8,
}

fn main() {}
