// message: unknown_word
// message: bad_value
// message: system_field
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1, colour = "red")]
#[schema(index(by_name = name))]
pub struct User {
    #[schema(rename = "_name")]
    pub name: String,
}

fn main() {}
