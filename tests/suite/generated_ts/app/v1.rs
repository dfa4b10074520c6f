//! The first versions.

#![expect(clippy::struct_field_names, reason = "renaming such a field is what is shown")]

use std::collections::BTreeMap;

use schema_core::{CommitTs, Nullable, Object, Table, Union};

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub(in super::super) struct User {
    pub user_name: String,
    pub email: String,
    pub priority: Priority,
    pub legacy_theme: Option<String>,
}

#[derive(Union)]
#[schema(rename_all = "lowercase")]
pub(in super::super) enum Priority {
    Low,
    Medium,
    High,
}

#[derive(Table)]
#[schema(table = "plain", version = 1)]
pub(in super::super) struct Plain {
    pub old_name: Option<String>,
    pub constructor: Option<String>,
}

#[derive(Table)]
#[schema(table = "notes", version = 1)]
pub(in super::super) struct Note {
    pub text: String,
}

#[derive(Table)]
#[schema(table = "settings", version = 1)]
pub(in super::super) struct Setting {
    pub theme: String,
    pub volume: bool,
    pub language: Option<String>,
}

#[derive(Table)]
#[schema(table = "prices", version = 1)]
pub(in super::super) struct Price {
    pub amount: f64,
    pub label: String,
}

#[derive(Table)]
#[schema(table = "audits", version = 1)]
pub(in super::super) struct Audit {
    pub at: CommitTs,
}

#[derive(Table)]
#[schema(table = "links", version = 1)]
pub(in super::super) struct Link {
    pub owner: String,
    pub url: String,
}

#[derive(Table)]
#[schema(table = "orders", version = 1)]
pub(in super::super) struct Order {
    pub home: Address,
    pub work: Option<Address>,
    pub former: Vec<Address>,
    pub by_name: BTreeMap<String, Nullable<Address>>,
    pub contact: Contact,
    pub urgency: Option<Urgency>,
    pub sizes: Vec<Size>,
}

#[derive(Object)]
pub(in super::super) struct Address {
    pub zip: String,
    pub city: String,
}

#[derive(Union)]
#[schema(tag = "kind")]
pub(in super::super) enum Contact {
    Mail { address: String },
    Phone { number: String },
    Nobody,
}

#[derive(Union)]
pub(in super::super) enum Urgency {
    Low,
    Now,
    Whenever,
}

#[derive(Union)]
#[schema(untagged)]
pub(in super::super) enum Size {
    Exact(f64),
    Box(Cuboid),
    Named(String),
}

#[derive(Object)]
pub(in super::super) struct Cuboid {
    pub width: f64,
}

#[derive(Table)]
#[schema(table = "shapes", version = 1, tag = "kind")]
pub(in super::super) enum Shape {
    Circle { radius: f64 },
    Square { side: f64 },
}

#[derive(Table)]
#[schema(table = "people", version = 1)]
pub(in super::super) struct Person {
    pub name: String,
    pub team_name: String,
}
