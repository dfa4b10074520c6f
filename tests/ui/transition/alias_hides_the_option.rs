// message: KeepAsOptional
use schema_core::Table;

type Maybe = Option<String>;

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct UserV1 {
    pub nick: Maybe,
}

#[derive(Table)]
#[schema(table = "users", version = 2, from = UserV1)]
pub struct User {
    pub nick: Option<String>,
}

fn main() {}
