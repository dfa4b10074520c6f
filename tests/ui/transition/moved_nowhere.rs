// message: moved_without_fill
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct UserV1 {
    pub name: String,
    pub first: String,
}

#[derive(Table)]
#[schema(table = "users", version = 2, from = UserV1, moved(first))]
pub struct User {
    pub name: String,
}

fn main() {}
