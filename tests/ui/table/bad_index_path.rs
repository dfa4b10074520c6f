// message: bad_index_path
use schema_core::{Table, Value};

#[derive(Table)]
#[schema(table = "users", version = 1, index(by_city = ["address..city"]))]
pub struct User {
    pub address: Value,
}

fn main() {}
