//! Whatever path reaches the old type.
use schema_core::Table;

pub mod users {
    pub mod v1 {
        use schema_core::{Object, Table};

        #[derive(Object)]
        pub struct Address {
            pub city: String,
        }

        #[derive(Table)]
        #[schema(table = "users", version = 1)]
        pub struct User {
            pub name: String,
            pub address: Address,
        }
    }

    pub mod v2 {
        use schema_core::{Object, Table};

        use super::v1::User as Before;

        #[derive(Object)]
        #[schema(from = super::v1::Address)]
        pub struct Address {
            pub city: String,
        }

        #[derive(Table)]
        #[schema(table = "users", version = 2, from = Before)]
        pub struct User {
            pub name: String,
            pub address: Address,
        }
    }

    // A glob, and a type of the same name that shadows what it brings.
    pub mod v3 {
        use schema_core::{Object, Table};

        use super::v2::*;

        #[derive(Object)]
        #[schema(from = crate::modules::users::v2::Address)]
        pub struct AddressV3 {
            pub city: String,
        }

        #[derive(Table)]
        #[schema(table = "users", version = 3, from = User)]
        pub struct UserV3 {
            pub name: String,
            pub address: AddressV3,
        }
    }

    pub use self::v3::UserV3 as Newest;
    pub(crate) use self::v3::AddressV3;
}

use users::Newest;

/// By a re-export, with a private field of the parent module's type left alone.
#[derive(Table)]
#[schema(table = "users", version = 4, from = Newest)]
pub struct User {
    pub name: String,
    #[schema(renamed_from = address)]
    home: users::AddressV3,
}

mod child {
    use schema_core::Table;

    // A private field of the module around it.
    #[derive(Table)]
    #[schema(table = "users", version = 5, from = super::User)]
    pub struct User {
        pub name: String,
        pub home: crate::modules::users::AddressV3,
    }
}

pub fn main() {
    assert_eq!(<child::User as Table>::history().versions().len(), 5);
}
