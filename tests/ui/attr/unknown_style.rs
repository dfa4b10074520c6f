// message: unknown_case
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1, rename_all = "camel_case")]
pub struct User {
    pub user_name: String,
}

fn main() {}
