// message: ConvexField
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct User {
    pub field: Address,
}

pub struct Address {
    pub city: String,
}

fn main() {}
