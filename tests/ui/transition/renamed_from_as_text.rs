// message: bad_value
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct UserV1 {
    pub user_name: String,
}

#[derive(Table)]
#[schema(table = "users", version = 2, from = UserV1)]
pub struct User {
    #[schema(renamed_from = "user_name")]
    pub name: String,
}

fn main() {}
