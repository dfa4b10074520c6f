// message: NestedSpec
// message: NestedSpec
// message: fill_missing
use schema_core::{NestedTransition, Refusal, Table};

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct UserV1 {
    pub name: String,
}

#[derive(Table)]
#[schema(table = "users", version = 2, from = UserV1)]
pub struct User {
    pub name: String,
    #[schema(added)]
    pub age: u8,
}

impl NestedTransition for User {
    fn fill(_: &UserV1) -> Result<UserFill, Refusal> {
        Ok(UserFill { age: 0 })
    }
}

fn main() {}
