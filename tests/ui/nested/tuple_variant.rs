// message: tuple_variant
use schema_core::Union;

#[derive(Union)]
#[schema(tag = "kind")]
pub enum Contact {
    Email { address: String },
    Place(f64, f64),
}

fn main() {}
