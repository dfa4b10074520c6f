// message: union_on_struct
use schema_core::Union;

#[derive(Union)]
pub struct Address {
    pub city: String,
}

fn main() {}
