//! The application whose export is rehearsed.

use schema_core::{Doc, Millis, Object, Refusal, Table, Transition};

mod v1 {
    use schema_core::Table;

    use super::Address;

    /// Somebody, as they were at first.
    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    pub(super) struct User {
        pub(super) user_name: String,
        pub(super) email: String,
        pub(super) age: f64,
        pub(super) joined: String,
        pub(super) tags: Vec<String>,
        pub(super) address: Address,
        pub(super) about: Option<String>,
        pub(super) legacy_theme: String,
    }
}

/// Where somebody lives.
#[derive(Object)]
pub(super) struct Address {
    pub(super) street: String,
    pub(super) zip: String,
    pub(super) city: String,
}

/// Somebody.
#[derive(Table)]
#[schema(table = "users", version = 2, from = v1::User, moved(joined), dropped(legacy_theme))]
pub(super) struct User {
    #[schema(renamed_from = user_name)]
    pub(super) display_name: String,
    pub(super) email: String,
    pub(super) age: f64,
    #[schema(added)]
    pub(super) joined_at: Millis,
    #[schema(added, default = 0)]
    pub(super) logins: u32,
    pub(super) tags: Vec<String>,
    pub(super) address: Address,
    pub(super) about: Option<String>,
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
pub(super) struct Event {
    pub(super) kind: String,
    pub(super) at: f64,
    pub(super) payload: Vec<f64>,
}

#[derive(schema_core::Schema)]
pub(super) struct App {
    users: User,
    events: Event,
}
