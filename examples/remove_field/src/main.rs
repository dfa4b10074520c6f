//! Removes two fields from `users`: one whose information is lost, and one that moves into another.

#[cfg(test)]
mod tests;

use std::process::ExitCode;

use schema_core::{Doc, Refusal, Schema, Table, Transition};

/// The version that the deployment holds.
pub mod v1 {
    use schema_core::Table;

    /// `users@1`
    #[derive(Debug, Table)]
    #[schema(table = "users", version = 1)]
    pub struct User {
        /// Where they get mail.
        pub email: String,
        /// Given name.
        pub first: String,
        /// Family name.
        pub last: String,
        /// The colours of an interface that is gone.
        pub legacy_theme: Option<String>,
    }
}

/// `users@2`
#[derive(Debug, Table)]
#[schema(table = "users", version = 2, from = v1::User)]
#[schema(moved(first, last), dropped(legacy_theme))]
pub struct User {
    /// Where they get mail.
    pub email: String,
    /// Given and family name.
    #[schema(added)]
    pub name: String,
}

impl Transition for User {
    fn fill(old: &Doc<v1::User>) -> Result<UserFill, Refusal> {
        Ok(UserFill { name: format!("{} {}", old.first, old.last) })
    }
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
