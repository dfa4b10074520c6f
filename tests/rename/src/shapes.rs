//! A table with a field of every shape.

use ::std::boxed::Box;
use ::std::collections::{BTreeMap, HashMap};
use ::std::option::Option;
use ::std::result::Result::{self, Err, Ok};
use ::std::string::String;
use ::std::vec::Vec;

use ::other::{Bytes, CommitTs, Id, Millis, Nullable, SafeInt, ScheduledFunctions, Storage, Value};

/// A field of every shape.
#[derive(::std::clone::Clone, ::std::fmt::Debug, ::std::cmp::PartialEq, ::other::Table)]
#[schema(crate = "::other", table = "shapes", version = 1, version_field = "schemaVersion")]
#[schema(index(by_text = [text, r#type]), index(by_inner = ["inner.deep"], staged))]
#[schema(search_index(search_text = text, filter = [flag]))]
#[schema(vector_index(by_vector = vector, dimensions = 3, filter = [text]))]
pub struct Shapes {
    /// `v.string()`
    pub text: String,
    /// `v.boolean()`
    pub flag: bool,
    /// `v.number()`
    pub double: f64,
    /// `v.number()`, rounded to less
    pub single: f32,
    /// `v.number()`
    pub small: u8,
    /// `v.number()`
    pub safe: SafeInt,
    /// `v.number()`
    pub at: Millis,
    /// `v.int64()`
    pub wide: i64,
    /// `v.bytes()`
    pub bytes: Bytes,
    /// `v.commitTs()`
    pub commit: CommitTs,
    /// `v.any()`
    pub any: Value,
    /// `v.id("shapes")`
    pub own: Id<Shapes>,
    /// `v.id("_storage")`
    pub file: Id<Storage>,
    /// `v.id("_scheduled_functions")`
    pub job: Option<Id<ScheduledFunctions>>,
    /// `v.array(v.float64())`
    pub vector: Vec<f64>,
    /// `v.record(v.string(), v.number())`
    pub counts: BTreeMap<String, u32>,
    /// `v.record(v.id("shapes"), v.boolean())`
    pub seen: HashMap<Id<Shapes>, bool>,
    /// May be absent.
    pub optional: Option<String>,
    /// May be null.
    pub nullable: Nullable<String>,
    /// May be both.
    pub both: Option<Nullable<i64>>,
    /// A keyword of Rust.
    pub r#type: Kind,
    /// Nested.
    pub inner: Box<Inner>,
    /// Checked.
    #[schema(rename = "e_mail")]
    pub email: Email,
    /// In Rust's spelling.
    pub many: Vec<Nullable<Inner>>,
}

/// A kind, stored as text.
#[derive(::std::clone::Clone, ::std::fmt::Debug, ::std::cmp::PartialEq, ::other::Union)]
#[schema(crate = "::other", rename_all = "kebab-case")]
pub enum Kind {
    /// `"first-one"`
    FirstOne,
    /// `"self"`
    Second,
    /// `"a/b c"`
    #[schema(rename = "a/b c")]
    Third,
}

/// Nested fields.
#[derive(::std::clone::Clone, ::std::fmt::Debug, ::std::cmp::PartialEq, ::other::Object)]
#[schema(crate = "::other")]
pub struct Inner {
    /// Indexed.
    pub deep: String,
    /// A keyword of Rust.
    pub r#match: Level,
}

/// Literals of every kind.
#[derive(::std::clone::Clone, ::std::fmt::Debug, ::std::cmp::PartialEq, ::other::Union)]
#[schema(crate = "::other")]
pub enum Level {
    /// A number.
    #[schema(value = 1)]
    One,
    /// An int64.
    #[schema(value = -2i64)]
    MinusTwo,
    /// A boolean.
    #[schema(value = true)]
    Yes,
    /// Text.
    Text,
}

/// Text with an at sign.
#[derive(::std::clone::Clone, ::std::fmt::Debug, ::std::cmp::PartialEq, ::other::Object)]
#[schema(crate = "::other", check = has_at_sign)]
pub struct Email(pub String);

fn has_at_sign(text: &str) -> Result<(), &'static str> {
    if text.contains('@') { Ok(()) } else { Err("text with an `@`") }
}

/// Nothing at all.
#[derive(::std::clone::Clone, ::std::fmt::Debug, ::std::cmp::PartialEq, ::other::Object)]
#[schema(crate = "::other")]
pub struct Empty {}
