// message: forgotten_field
// message: unknown_dropped
// message: KeepAsAnother
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct UserV1 {
    pub name: String,
    pub age: u8,
    pub theme: String,
    pub legacy: bool,
}

#[derive(Table)]
#[schema(table = "users", version = 2, from = UserV1, dropped(them))]
pub struct User {
    pub name: f64,
    pub legacy: bool,
}

fn main() {}
