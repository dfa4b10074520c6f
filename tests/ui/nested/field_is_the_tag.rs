// message: field_is_tag
use schema_core::Union;

#[derive(Union)]
#[schema(tag = "kind")]
pub enum Contact {
    Email { kind: String },
    Phone { number: String },
}

fn main() {}
