// message: literal_twice
use schema_core::Union;

#[derive(Union)]
pub enum Level {
    #[schema(value = 1)]
    Low,
    #[schema(value = 1.0)]
    High,
}

fn main() {}
