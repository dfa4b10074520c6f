// message: value_and_rename
use schema_core::Union;

#[derive(Union)]
pub enum Level {
    #[schema(value = 1, rename = "low")]
    Low,
    High,
}

fn main() {}
