// message: rust_union
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub union User {
    pub name: u32,
    pub age: f32,
}

fn main() {}
