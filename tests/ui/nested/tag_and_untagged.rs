// message: tag_and_untagged
use schema_core::Union;

#[derive(Union)]
#[schema(tag = "kind", untagged)]
pub enum Contact {
    Email { address: String },
    Phone { number: String },
}

fn main() {}
