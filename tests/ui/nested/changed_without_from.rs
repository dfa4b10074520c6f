// message: KeepAsNamesake
use schema_core::{Object, Table};

pub mod v1 {
    #[derive(schema_core::Object)]
    pub struct Address {
        pub city: String,
    }

    #[derive(schema_core::Table)]
    #[schema(table = "users", version = 1)]
    pub struct User {
        pub address: Address,
    }
}

#[derive(Object)]
pub struct Address {
    pub city: String,
    pub zip: Option<String>,
}

#[derive(Table)]
#[schema(table = "users", version = 2, from = v1::User)]
pub struct User {
    pub address: Address,
}

fn main() {}
