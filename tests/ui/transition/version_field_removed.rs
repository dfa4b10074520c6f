// message: version_field_removed
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1, version_field = "schemaVersion")]
pub struct UserV1 {
    pub name: String,
}

#[derive(Table)]
#[schema(table = "users", version = 2, from = UserV1)]
pub struct User {
    pub name: String,
}

fn main() {}
