// message: old_only_without_effects
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct UserV1 {
    pub name: String,
}

#[derive(Table)]
#[schema(table = "users", version = 2, from = UserV1, effects_for_old_only)]
pub struct User {
    pub name: String,
}

fn main() {}
