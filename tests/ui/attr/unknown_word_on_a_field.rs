// message: unknown_word
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct User {
    #[schema(unique)]
    pub name: String,
}

fn main() {}
