// message: dimensions_missing
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1, vector_index(by_face = face))]
pub struct User {
    pub face: Vec<f64>,
}

fn main() {}
