// message: variant_shadowed
use schema_core::Union;

#[derive(Union)]
#[schema(untagged)]
pub enum Contact {
    Email(String),
    Phone(String),
    Flag(bool),
    Age(f64),
}

fn main() {}
