// message: RecordKey
use std::collections::BTreeMap;

use schema_core::Table;

type Key = u32;

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct User {
    pub scores: BTreeMap<Key, f64>,
}

fn main() {}
