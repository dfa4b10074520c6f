// message: option_inside
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct User {
    pub field: Option<Option<String>>,
}

fn main() {}
