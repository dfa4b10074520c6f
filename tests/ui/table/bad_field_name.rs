// message: bad_field_name
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct User {
    #[schema(rename = "user name")]
    pub name: String,
}

fn main() {}
