// message: tag_drifts
use schema_core::Union;

#[derive(Union)]
#[schema(tag = "kind")]
pub enum ContactV1 {
    Email { address: String },
    Phone { number: String },
}

#[derive(Union)]
#[schema(untagged, from = ContactV1)]
pub enum Contact {
    Email { address: String },
    Phone { number: String },
}

fn main() {}
