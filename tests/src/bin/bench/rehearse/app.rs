//! The application whose export is rehearsed.

use schema_core::{Doc, Millis, Object, Refusal, Table, Transition};

mod v1 {
    use schema_core::Table;

    use super::Address;

    /// Somebody, as they were at first.
    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    pub(crate) struct User {
        pub(crate) called: String,
        pub(crate) email: String,
        pub(crate) age: f64,
        pub(crate) joined: String,
        pub(crate) tags: Vec<String>,
        pub(crate) address: Address,
        pub(crate) about: Option<String>,
        pub(crate) legacy_theme: String,
    }
}

/// Where somebody lives.
#[derive(Object)]
pub(crate) struct Address {
    pub(crate) street: String,
    pub(crate) zip: String,
    pub(crate) city: String,
}

/// Somebody.
#[derive(Table)]
#[schema(table = "users", version = 2, from = v1::User, moved(joined), dropped(legacy_theme))]
pub(crate) struct User {
    #[schema(renamed_from = called)]
    pub(crate) display_name: String,
    pub(crate) email: String,
    pub(crate) age: f64,
    #[schema(added)]
    pub(crate) joined_at: Millis,
    #[schema(added, default = 0)]
    pub(crate) logins: u32,
    pub(crate) tags: Vec<String>,
    pub(crate) address: Address,
    pub(crate) about: Option<String>,
}

impl Transition for User {
    fn fill(old: &Doc<v1::User>) -> Result<UserFill, Refusal> {
        let day: f64 = old.joined.parse().map_err(|_| Refusal::new("no day").at("joined"))?;
        let joined_at = Millis::from_f64(day * 86_400_000.0);
        Ok(UserFill { joined_at: joined_at.ok_or_else(|| Refusal::new("no day"))? })
    }
}

/// What somebody did.
#[derive(Table)]
#[schema(table = "events", version = 1)]
pub(crate) struct Event {
    pub(crate) kind: String,
    pub(crate) at: f64,
    pub(crate) payload: Vec<f64>,
}

#[derive(schema_core::Schema)]
pub(crate) struct App {
    users: User,
    events: Event,
}
