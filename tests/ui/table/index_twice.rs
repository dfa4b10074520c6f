// message: index_twice
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1, index(by_name = [name]), search_index(by_name = bio))]
pub struct User {
    pub name: String,
    pub bio: String,
}

fn main() {}
