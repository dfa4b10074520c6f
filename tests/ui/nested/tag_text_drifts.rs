// message: variant_literal_drifts
use schema_core::Union;

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
    #[schema(rename = "telephone")]
    Phone { number: String },
}

fn main() {}
