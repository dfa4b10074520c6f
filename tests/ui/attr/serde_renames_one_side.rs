// message: serde_one_sided
use schema_core::Table;
use serde::Serialize;

#[derive(Table, Serialize)]
#[schema(table = "users", version = 1)]
pub struct User {
    #[serde(rename(serialize = "userName"))]
    pub name: String,
}

fn main() {}
