// message: value_on_data_enum
use schema_core::Union;

#[derive(Union)]
#[schema(tag = "kind")]
pub enum Contact {
    #[schema(value = 1)]
    Email { address: String },
    Phone { number: String },
}

fn main() {}
