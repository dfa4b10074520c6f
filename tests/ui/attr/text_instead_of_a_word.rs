// message: not_a_word
use schema_core::Table;

#[derive(Table)]
#[schema("users", version = 1, table = "users")]
pub struct User {
    pub name: String,
}

fn main() {}
