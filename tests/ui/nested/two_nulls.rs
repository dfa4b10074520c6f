// message: null_twice
use schema_core::Union;

#[derive(Union)]
#[schema(untagged)]
pub enum Contact {
    Email { address: String },
    None,
    Unknown,
}

fn main() {}
