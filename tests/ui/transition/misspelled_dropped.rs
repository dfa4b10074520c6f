// message: unknown_dropped
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct UserV1 {
    pub name: String,
    pub legacy_theme: String,
}

#[derive(Table)]
#[schema(table = "users", version = 2, from = UserV1, dropped(legcy_theme))]
pub struct User {
    pub name: String,
}

fn main() {}
