// message: literal_twice
use schema_core::Union;

#[derive(Union)]
pub enum Level {
    Low,
    #[schema(rename = "low")]
    Lowest,
}

fn main() {}
