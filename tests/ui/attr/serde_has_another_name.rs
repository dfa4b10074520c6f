// message: serde_contradicts
use schema_core::Table;
use serde::Serialize;

#[derive(Table, Serialize)]
#[schema(table = "users", version = 1)]
pub struct User {
    #[serde(rename = "userName")]
    #[schema(rename = "fullName")]
    pub name: String,
}

fn main() {}
