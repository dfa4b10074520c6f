// message: Table
use schema_core::Schema;

#[derive(schema_core::Object)]
pub struct User {
    pub name: String,
}

#[derive(Schema)]
pub struct App {
    users: User,
}

fn main() {}
