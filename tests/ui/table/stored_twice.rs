// message: stored_twice
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct User {
    pub user_name: String,
    #[schema(rename = "userName")]
    pub name: String,
}

fn main() {}
