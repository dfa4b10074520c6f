// message: bad_field_name
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1, rename_all = "kebab-case")]
pub struct User {
    pub user_name: String,
}

fn main() {}
