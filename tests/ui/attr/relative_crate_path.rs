// message: crate_path_not_absolute
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1, crate = "schema_core")]
pub struct User {
    pub name: String,
}

fn main() {}
