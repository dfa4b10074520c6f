// message: wide_integer
// message: tuple_type
// message: vec_of_u8
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct User {
    pub logins: u64,
    pub place: (f64, f64),
    pub avatar: Vec<u8>,
}

fn main() {}
