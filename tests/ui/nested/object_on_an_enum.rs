// message: object_on_enum
use schema_core::Object;

#[derive(Object)]
pub enum Level {
    Low,
    High,
}

fn main() {}
