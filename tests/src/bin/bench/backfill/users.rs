//! The users that are carried.

use std::io;
use std::path::Path;

use schema_core::declaration::Declaration;
use schema_core::name::TableName;
use schema_core::schema::{Schema, TableSchema};
use schema_core::value::Object;
use schema_core::version::VersionNumber;
use schema_core::{Doc, Millis, Refusal, Schema as _, Table, Transition};

use super::{open, push};

pub(super) mod v1 {
    use schema_core::Table;

    /// A user as the application began.
    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    pub(crate) struct User {
        pub(crate) name: String,
        pub(crate) email: String,
        pub(crate) bio: Option<String>,
        pub(crate) age: u32,
        pub(crate) is_admin: bool,
        pub(crate) tags: Vec<String>,
        pub(crate) balance: f64,
        pub(crate) priority: String,
    }
}

/// A user with a number for a priority.
#[derive(Table)]
#[schema(table = "users", version = 2, from = v1::User, moved(priority))]
pub(crate) struct User {
    #[schema(renamed_from = name)]
    pub(crate) display_name: String,
    pub(crate) email: String,
    pub(crate) bio: Option<String>,
    pub(crate) age: u32,
    pub(crate) is_admin: bool,
    pub(crate) tags: Vec<String>,
    pub(crate) balance: f64,
    #[schema(added)]
    pub(crate) priority_level: u8,
    #[schema(added)]
    pub(crate) joined_at: Millis,
    #[schema(added, default = 0)]
    pub(crate) logins: u32,
}

impl Transition for User {
    fn fill(old: &Doc<v1::User>) -> Result<UserFill, Refusal> {
        let priority_level = match old.priority.as_str() {
            "low" => 1,
            "medium" => 2,
            "high" => 3,
            other => return Err(Refusal::new(format!("no priority: {other}")).at("priority")),
        };
        Ok(UserFill { priority_level, joined_at: old.creation_time() })
    }
}

/// The application.
#[derive(schema_core::Schema)]
pub(crate) struct App {
    users: User,
}

/// Makes a deployment of old users, ready to be carried.
pub(super) fn make(file: &Path, documents: u64) -> io::Result<()> {
    let (store, table) = (open(file)?, TableName::from_checked("users"));
    let declaration = App::declaration();
    push(&store, old(&declaration, &table))?;
    store.import(&table, (0..documents).map(user)).map_err(io::Error::other)?;
    let widened = declaration.tables[&table].widened_from(VersionNumber(1));
    let widened = widened.map_err(io::Error::other)?.schema;
    push(&store, Schema { tables: [(table, widened)].into(), ..Schema::default() })
}

pub(crate) fn old(declaration: &Declaration, table: &TableName) -> Schema {
    let old = TableSchema::from(&declaration.tables[table].versions()[0]);
    Schema { tables: [(table.clone(), old)].into(), ..Schema::default() }
}

pub(crate) fn user(number: u64) -> Object {
    #[expect(clippy::cast_precision_loss, reason = "any number will do")]
    let balance = number as f64 * 0.25;
    let user = v1::User {
        name: format!("User {number}"),
        email: format!("user.{number}@example.com"),
        bio: number
            .is_multiple_of(3)
            .then(|| "Somebody who writes a line about themselves.".repeat(3)),
        age: u32::try_from(18 + number % 60).unwrap_or_default(),
        is_admin: number.is_multiple_of(100),
        tags: vec!["reader".to_owned(), format!("group-{}", number % 7)],
        balance,
        priority: ["low", "medium", "high"][usize::try_from(number % 3).unwrap_or_default()]
            .to_owned(),
    };
    user.encode_document().fields
}
