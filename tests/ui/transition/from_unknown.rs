// message: rustc: from an unknown type
// message: rustc: and once more as a type
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 2, from = UserV1)]
pub struct User {
    pub name: String,
}

fn main() {}
