// message: tagging_missing
use schema_core::Union;

#[derive(Union)]
pub enum Contact {
    Email { address: String },
    Phone { number: String },
}

fn main() {}
