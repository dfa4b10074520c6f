// message: bad_version_field
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1, version_field = "schema-version")]
pub struct User {
    pub name: String,
}

fn main() {}
