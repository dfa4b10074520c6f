//! Versions that other crates may come from.
pub mod v1 {
    #[derive(schema_core::Object)]
    #[schema(export)]
    pub struct Address {
        pub city: String,
    }

    #[derive(schema_core::Table)]
    #[schema(table = "users", version = 1, export)]
    pub struct User {
        pub name: String,
        pub address: Address,
    }
}

#[derive(schema_core::Object)]
#[schema(export, from = v1::Address)]
pub struct Address {
    pub city: String,
}

#[derive(schema_core::Table)]
#[schema(table = "users", version = 2, from = v1::User, export)]
pub struct User {
    pub name: String,
    pub address: Address,
}

pub fn main() {
    assert_eq!(<User as schema_core::Table>::history().versions().len(), 2);
}
