// message: variant_content_drifts
use schema_core::{Object, Union};

#[derive(Union)]
#[schema(tag = "kind")]
pub enum ContactV1 {
    Email { address: String },
    Phone { number: String },
}

#[derive(Union)]
#[schema(tag = "kind", from = ContactV1)]
pub enum Contact {
    Email { address: String },
    Phone(Number),
}

#[derive(Object)]
pub struct Number {
    pub digits: String,
}

fn main() {}
