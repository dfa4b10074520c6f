// message: word_on_listed_table
use schema_core::{Schema, Table};

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct User {
    pub name: String,
}

#[derive(Schema)]
pub struct App {
    #[schema(table = "people")]
    users: User,
}

fn main() {}
