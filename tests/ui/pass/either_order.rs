//! The newer version may stand before the older one.
use schema_core::{Doc, Object, Refusal, Schema, Table, Transition};

#[derive(Schema)]
pub struct App {
    users: User,
}

impl Transition for User {
    fn fill(old: &Doc<v1::User>) -> Result<UserFill, Refusal> {
        Ok(UserFill { initial: old.name.chars().take(1).collect() })
    }
}

#[derive(Table)]
#[schema(table = "users", version = 2, from = v1::User)]
pub struct User {
    pub name: String,
    pub address: Address,
    #[schema(added)]
    pub initial: String,
}

#[derive(Object)]
#[schema(from = v1::Address)]
pub struct Address {
    #[schema(renamed_from = city)]
    pub town: String,
}

pub mod v1 {
    #[derive(schema_core::Table)]
    #[schema(table = "users", version = 1)]
    pub struct User {
        pub name: String,
        pub address: Address,
    }

    #[derive(schema_core::Object)]
    pub struct Address {
        pub city: String,
    }
}

pub fn main() {
    assert_eq!(App::declaration().check(), []);
}
