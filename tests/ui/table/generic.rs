// message: generic_type
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct User<T> {
    pub name: T,
}

fn main() {}
