// message: bad_tag
use schema_core::Union;

#[derive(Union)]
#[schema(tag = "the kind")]
pub enum Contact {
    Email { address: String },
    Phone { number: String },
}

fn main() {}
