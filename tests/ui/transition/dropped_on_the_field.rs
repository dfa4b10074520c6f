// message: fate_on_field
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct UserV1 {
    pub name: String,
    pub legacy: String,
}

#[derive(Table)]
#[schema(table = "users", version = 2, from = UserV1)]
pub struct User {
    pub name: String,
    #[schema(dropped)]
    pub legacy: String,
}

fn main() {}
