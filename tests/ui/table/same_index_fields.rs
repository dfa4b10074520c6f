// message: same_index_fields
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1, index(by_name = [name]), index(by_user_name = [name]))]
pub struct User {
    pub name: String,
}

fn main() {}
