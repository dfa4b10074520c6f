// message: wide_integer
use schema_core::{NestedTransition, Object, Refusal, Schema, Table};

#[derive(Object)]
pub struct AddressV1 {
    pub floor: u64,
}

#[derive(Object)]
#[schema(from = AddressV1)]
pub struct Address {
    pub floor: f64,
    #[schema(added)]
    pub zip: String,
}

impl NestedTransition for Address {
    fn fill(_: &AddressV1) -> Result<AddressFill, Refusal> {
        Ok(AddressFill { zip: String::new() })
    }
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

#[derive(Schema)]
pub struct App {
    users: User,
}

fn main() {}
