// message: unknown_word
use schema_core::{Doc, Refusal, Table, Transition};

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct UserV1 {
    pub name: String,
}

#[derive(Table)]
#[schema(table = "users", version = 2, from = UserV1)]
pub struct User {
    #[schema(rename_from = name)]
    pub title: String,
    #[schema(added)]
    pub age: u8,
}

impl Transition for User {
    fn fill(old: &Doc<UserV1>) -> Result<UserFill, Refusal> {
        Ok(UserFill { age: u8::from(old.name.is_empty()) })
    }
}

fn main() {}
