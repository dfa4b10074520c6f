// message: ConvexField
// message: ConvexField
// message: KeepAsNamesake
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct UserV1 {
    pub address: Address,
}

#[derive(Table)]
#[schema(table = "users", version = 2, from = UserV1)]
pub struct User {
    pub address: Address,
}

pub struct Address {
    pub city: String,
}

fn main() {}
