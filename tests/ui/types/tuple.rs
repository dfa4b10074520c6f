// message: tuple_type
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct User {
    pub field: (f64, f64),
}

fn main() {}
