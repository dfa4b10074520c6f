// message: effects_without_from
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1, effects(delete_self))]
pub struct User {
    pub name: String,
}

fn main() {}
