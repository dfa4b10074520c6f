// message: TransitionSpec
// message: TransitionSpec
// message: fill_missing
use schema_core::{Doc, Object, Refusal, Transition};

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

impl Transition for Address {
    fn fill(_: &Doc<AddressV1>) -> Result<AddressFill, Refusal> {
        Ok(AddressFill { zip: String::new() })
    }
}

fn main() {}
