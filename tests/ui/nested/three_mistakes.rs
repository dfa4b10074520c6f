// message: forgotten_variant
// message: unknown_variant
// message: variant_literal_drifts
use schema_core::Union;

#[derive(Union)]
pub enum LevelV1 {
    Low,
    Medium,
    High,
}

#[derive(Union)]
#[schema(from = LevelV1, dropped(Hihg))]
pub enum Level {
    #[schema(rename = "LOW")]
    Low,
}

fn main() {}
