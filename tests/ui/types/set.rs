// message: set_type
use std::collections::BTreeSet;

use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct User {
    pub field: BTreeSet<String>,
}

fn main() {}
