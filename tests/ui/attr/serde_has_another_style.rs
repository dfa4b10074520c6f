// message: serde_contradicts
use schema_core::Table;
use serde::Serialize;

#[derive(Table, Serialize)]
#[serde(rename_all = "snake_case")]
#[schema(table = "users", version = 1)]
pub struct User {
    #[schema(rename = "fullName")]
    pub full_name: String,
}

fn main() {}
