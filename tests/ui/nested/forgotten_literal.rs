// message: forgotten_variant
use schema_core::Union;

#[derive(Union)]
pub enum LevelV1 {
    Low,
    High,
}

#[derive(Union)]
#[schema(from = LevelV1)]
pub enum Level {
    Low,
}

fn main() {}
