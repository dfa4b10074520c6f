// message: style_drifts
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct UserV1 {
    pub user_name: String,
    pub birth_day: f64,
}

#[derive(Table)]
#[schema(table = "users", version = 2, from = UserV1, rename_all = "snake_case")]
pub struct User {
    pub user_name: String,
    pub birth_day: f64,
}

fn main() {}
