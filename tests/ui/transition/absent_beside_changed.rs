// message: word_beside_role
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct UserV1 {
    pub age: u8,
}

#[derive(Table)]
#[schema(table = "users", version = 2, from = UserV1)]
pub struct User {
    #[schema(changed, absent)]
    pub age: Option<String>,
}

fn main() {}
