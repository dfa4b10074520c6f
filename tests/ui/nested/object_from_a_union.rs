// message: kind_differs
use schema_core::{Object, Union};

#[derive(Union)]
pub enum LevelV1 {
    Low,
    High,
}

#[derive(Object)]
#[schema(from = LevelV1)]
pub struct Level {
    pub number: f64,
}

fn main() {}
