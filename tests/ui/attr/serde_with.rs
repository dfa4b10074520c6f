// message: serde_reshapes
use schema_core::Table;
use serde::{Serialize, Serializer};

#[derive(Table, Serialize)]
#[schema(table = "users", version = 1)]
pub struct User {
    #[serde(serialize_with = "shout")]
    pub name: String,
}

fn shout<S: Serializer>(name: &str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&name.to_uppercase())
}

fn main() {}
