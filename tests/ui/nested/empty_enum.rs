// message: empty_enum
use schema_core::Union;

#[derive(Union)]
pub enum Never {}

fn main() {}
