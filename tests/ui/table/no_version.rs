// message: version_missing
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users")]
pub struct User {
    pub name: String,
}

fn main() {}
