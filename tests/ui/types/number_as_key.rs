// message: map_key
use std::collections::BTreeMap;

use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct User {
    pub field: BTreeMap<u32, String>,
}

fn main() {}
