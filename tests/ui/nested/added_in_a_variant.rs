// message: fill_in_variant
use schema_core::Union;

#[derive(Union)]
#[schema(tag = "kind")]
pub enum ContactV1 {
    Email { address: String },
}

#[derive(Union)]
#[schema(tag = "kind", from = ContactV1)]
pub enum Contact {
    Email {
        address: String,
        #[schema(added)]
        verified: bool,
    },
}

fn main() {}
