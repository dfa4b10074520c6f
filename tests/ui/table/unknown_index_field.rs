// message: unknown_index_field
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1, index(by_team = [team]))]
pub struct User {
    pub email: String,
}

fn main() {}
