// message: serde_reshapes
use schema_core::Union;
use serde::Serialize;

#[derive(Union, Serialize)]
#[serde(tag = "kind", content = "data")]
pub enum Contact {
    Email { address: String },
    Phone { number: String },
}

fn main() {}
