// message: word_elsewhere
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1, tag = "kind")]
pub struct User {
    pub name: String,
}

fn main() {}
