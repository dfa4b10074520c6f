//! Renames a field of `users` and one of the address nested in it. Nothing has to be written for it.

#[cfg(test)]
mod tests;

use std::process::ExitCode;

use schema_core::{Object, Schema, Table};

/// The version that the deployment holds.
pub mod v1 {
    use schema_core::{Object, Table};

    /// `users@1`
    #[derive(Debug, Table)]
    #[schema(table = "users", version = 1)]
    pub struct User {
        /// How they are called.
        pub user_name: String,
        /// Where they live.
        pub address: Address,
    }

    /// Where somebody lives.
    #[derive(Debug, Object)]
    pub struct Address {
        /// The town.
        pub city: String,
        /// The postal code.
        pub zip: String,
    }
}

/// `users@2`
#[derive(Debug, Table)]
#[schema(table = "users", version = 2, from = v1::User)]
pub struct User {
    /// How they are called.
    #[schema(renamed_from = user_name)]
    pub display_name: String,
    /// Where they live.
    pub address: Address,
}

/// Where somebody lives.
#[derive(Debug, Object)]
#[schema(from = v1::Address)]
pub struct Address {
    /// The town.
    pub city: String,
    /// The postal code.
    #[schema(renamed_from = zip)]
    pub post_code: String,
}

/// The whole schema.
#[derive(Schema)]
#[schema(gates(local))]
pub struct App {
    users: User,
}

fn main() -> ExitCode {
    migrate_runtime::cli::main::<App>()
}
