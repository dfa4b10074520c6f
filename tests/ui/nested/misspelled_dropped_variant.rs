// message: unknown_variant
use schema_core::Union;

#[derive(Union)]
#[schema(tag = "kind")]
pub enum ContactV1 {
    Email { address: String },
    Phone { number: String },
}

#[derive(Union)]
#[schema(tag = "kind", from = ContactV1, dropped(Phome))]
pub enum Contact {
    Email { address: String },
}

fn main() {}
