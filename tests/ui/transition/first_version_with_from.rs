// message: version_one_from
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct UserV1 {
    pub name: String,
}

#[derive(Table)]
#[schema(table = "users", version = 1, from = UserV1)]
pub struct User {
    pub name: String,
}

fn main() {}
