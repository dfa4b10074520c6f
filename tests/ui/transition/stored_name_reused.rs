// message: stored_name_reused
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct UserV1 {
    pub name: String,
}

#[derive(Table)]
#[schema(table = "users", version = 2, from = UserV1)]
pub struct User {
    #[schema(renamed_from = name)]
    pub title: String,
    #[schema(added, default = "")]
    pub name: String,
}

fn main() {}
