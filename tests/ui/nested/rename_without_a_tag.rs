// message: word_elsewhere
use schema_core::Union;

#[derive(Union)]
#[schema(untagged)]
pub enum Contact {
    #[schema(rename = "mail")]
    Email { address: String },
    Phone { number: String },
}

fn main() {}
