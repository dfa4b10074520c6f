// message: not_a_word
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1, index("by_name" = [name]))]
pub struct User {
    pub name: String,
}

fn main() {}
