// message: TableRef
use schema_core::{Id, Object, Table};

#[derive(Object)]
pub struct Team {
    pub name: String,
}

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct User {
    pub team: Id<Team>,
}

fn main() {}
