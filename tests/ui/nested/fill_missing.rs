// message: fill_missing
use schema_core::Object;

#[derive(Object)]
pub struct AddressV1 {
    pub city: String,
}

#[derive(Object)]
#[schema(from = AddressV1)]
pub struct Address {
    pub city: String,
    #[schema(added)]
    pub zip: String,
}

fn main() {}
