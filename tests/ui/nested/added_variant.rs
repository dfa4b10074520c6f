// message: added_variant
use schema_core::Union;

#[derive(Union)]
pub enum LevelV1 {
    Low,
}

#[derive(Union)]
#[schema(from = LevelV1)]
pub enum Level {
    Low,
    #[schema(added)]
    High,
}

fn main() {}
