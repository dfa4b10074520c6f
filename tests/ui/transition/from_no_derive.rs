// message: rustc: from a type without the derive
// message: TableRef
use schema_core::Table;

pub struct UserV1 {
    pub name: String,
}

#[derive(Table)]
#[schema(table = "users", version = 2, from = UserV1)]
pub struct User {
    pub name: String,
}

fn main() {}
