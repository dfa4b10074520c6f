// message: literal_twice
use schema_core::Union;

#[derive(Union)]
#[schema(tag = "kind")]
pub enum Contact {
    Email { address: String },
    #[schema(rename = "email")]
    Phone { number: String },
}

fn main() {}
