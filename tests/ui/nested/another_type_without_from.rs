// message: KeepAsAnother
use schema_core::{Object, Table};

#[derive(Object)]
pub struct AddressV1 {
    pub city: String,
}

#[derive(Object)]
pub struct Address {
    pub town: String,
}

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct UserV1 {
    pub address: AddressV1,
}

#[derive(Table)]
#[schema(table = "users", version = 2, from = UserV1)]
pub struct User {
    pub address: Address,
}

fn main() {}
