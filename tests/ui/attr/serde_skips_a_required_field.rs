// message: serde_reshapes
use schema_core::Table;
use serde::Serialize;

#[derive(Table, Serialize)]
#[schema(table = "users", version = 1)]
pub struct User {
    pub nick: Option<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
}

fn main() {}
