// message: serde_reshapes
use schema_core::{Object, Table};
use serde::Serialize;

#[derive(Object, Serialize)]
pub struct Address {
    pub city: String,
}

#[derive(Table, Serialize)]
#[schema(table = "users", version = 1)]
pub struct User {
    #[serde(flatten)]
    pub address: Address,
}

fn main() {}
