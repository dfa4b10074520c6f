// message: changed_never_runs
use schema_core::{Doc, Refusal, Table, Transition};

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct UserV1 {
    pub price: f64,
}

#[derive(Table)]
#[schema(table = "users", version = 2, from = UserV1)]
pub struct User {
    #[schema(changed)]
    pub price: f64,
}

impl Transition for User {
    fn fill(old: &Doc<UserV1>) -> Result<UserFill, Refusal> {
        Ok(UserFill { price: old.price * 100.0 })
    }
}

fn main() {}
