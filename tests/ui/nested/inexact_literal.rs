// message: inexact_literal
use schema_core::Union;

#[derive(Union)]
pub enum Mask {
    #[schema(value = 9007199254740993)]
    All,
    #[schema(value = 0)]
    None,
}

fn main() {}
