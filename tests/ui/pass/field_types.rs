//! Every type that a field may have.
use std::collections::{BTreeMap, HashMap};

use schema_core::{
    Bytes, CommitTs, Id, Millis, Nullable, Object, SafeInt, ScheduledFunctions, Storage, Table,
    Union, Value,
};

#[derive(Object)]
pub struct Address {
    pub city: String,
    pub zip: Option<String>,
}

#[derive(Union)]
pub enum Level {
    Low,
    High,
}

/// Stored as its content is, and checked on reading.
#[derive(Object)]
#[schema(check = is_email)]
pub struct Email(pub String);

fn is_email(text: &str) -> Result<(), String> {
    if text.contains('@') { Ok(()) } else { Err("an address with @".to_owned()) }
}

#[derive(Table)]
#[schema(table = "teams", version = 1)]
pub struct Team {
    pub name: String,
}

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct User {
    pub text: String,
    pub flag: bool,
    pub double: f64,
    pub single: f32,
    pub tiny: i8,
    pub short: i16,
    pub long: i32,
    pub byte: u8,
    pub word: u16,
    pub count: u32,
    pub wide: i64,
    pub safe: SafeInt,
    pub at: Millis,
    pub committed: CommitTs,
    pub content: Bytes,
    pub anything: Value,
    pub team: Id<Team>,
    pub avatar: Id<Storage>,
    pub call: Id<ScheduledFunctions>,
    pub itself: Id<User>,
    pub maybe: Option<String>,
    pub nullable: Nullable<String>,
    pub both: Option<Nullable<f64>>,
    pub list: Vec<String>,
    pub lists: Vec<Vec<Nullable<f64>>>,
    pub record: BTreeMap<String, f64>,
    pub hashed: HashMap<String, Vec<bool>>,
    pub by_team: BTreeMap<Id<Team>, u32>,
    pub address: Address,
    pub addresses: Vec<Address>,
    pub boxed: Box<Address>,
    pub maybe_boxed: Option<Box<Address>>,
    pub level: Level,
    pub levels: Option<Vec<Level>>,
    pub email: Email,
}

/// A document of any shape.
#[derive(Table)]
#[schema(table = "events", version = 1)]
pub struct Event(pub Value);

/// An empty object.
#[derive(Object)]
pub struct Nothing {}

pub fn main() {
    let history = <User as Table>::history();
    assert_eq!(history.newest().errors, []);
}
