// message: ConvexValue
use schema_core::Union;

#[derive(Union)]
#[schema(untagged)]
pub enum Contact {
    Address(Address),
    Email(String),
}

pub struct Address {
    pub city: String,
}

fn main() {}
