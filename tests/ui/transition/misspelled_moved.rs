// message: unknown_moved
use schema_core::{Doc, Refusal, Table, Transition};

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct UserV1 {
    pub name: String,
    pub first: String,
}

#[derive(Table)]
#[schema(table = "users", version = 2, from = UserV1, moved(frist))]
pub struct User {
    pub name: String,
    #[schema(added)]
    pub full: String,
}

impl Transition for User {
    fn fill(old: &Doc<UserV1>) -> Result<UserFill, Refusal> {
        Ok(UserFill { full: old.first.clone() })
    }
}

fn main() {}
