// message: forgotten_field
use schema_core::Object;

#[derive(Object)]
pub struct AddressV1 {
    pub city: String,
    pub zip: String,
}

#[derive(Object)]
#[schema(from = AddressV1)]
pub struct Address {
    pub city: String,
}

fn main() {}
