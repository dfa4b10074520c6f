// message: version_field_is_field
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1, version_field = "schemaVersion")]
pub struct User {
    pub schema_version: u8,
}

fn main() {}
