// message: version_gap
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 2, from = UserV1)]
pub struct UserV2 {
    pub name: String,
}

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct UserV1 {
    pub name: String,
}

#[derive(Table)]
#[schema(table = "users", version = 2, from = UserV2)]
pub struct User {
    pub name: String,
}

fn main() {}
