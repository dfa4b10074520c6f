// message: bad_value
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1, index(by_name_and_bio = [name bio]))]
pub struct User {
    pub name: String,
    pub bio: String,
}

fn main() {}
