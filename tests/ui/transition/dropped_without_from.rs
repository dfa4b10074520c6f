// message: role_without_from
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1, dropped(age))]
pub struct User {
    pub name: String,
}

fn main() {}
