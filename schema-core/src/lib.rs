//! Convex schemas as Rust types: versions, transitions, diff, plan and generated TypeScript.
//!
//! An application declares its tables as structs. The newest version of each names the one before,
//! and the compiler checks that every new field has one origin and every old field one fate.
//!
//! ```
//! use schema_core::generate::{Phases, generate};
//! use schema_core::{Doc, Millis, Refusal, Schema, Table, Transition};
//!
//! mod v1 {
//!     use schema_core::Table;
//!
//!     /// What is stored today.
//!     #[derive(Table)]
//!     #[schema(table = "users", version = 1)]
//!     pub struct User {
//!         pub first: String,
//!         pub last: String,
//!         pub mail: String,
//!         pub theme: Option<String>,
//!     }
//! }
//!
//! #[derive(Table)]
//! #[schema(table = "users", version = 2, from = v1::User)]
//! #[schema(moved(first, last), dropped(theme), index(by_email = [email]))]
//! pub struct User {
//!     #[schema(renamed_from = mail)]
//!     pub email: String,
//!     #[schema(added)]
//!     pub name: String,
//!     #[schema(added)]
//!     pub joined_at: Millis,
//!     #[schema(added, default = 0)]
//!     pub logins: u32,
//! }
//!
//! // `UserFill` has exactly the fields that an old document can't give.
//! impl Transition for User {
//!     fn fill(old: &Doc<v1::User>) -> Result<UserFill, Refusal> {
//!         if old.last.is_empty() {
//!             return Err(Refusal::new("nobody here is called by one name"));
//!         }
//!         Ok(UserFill {
//!             name: format!("{} {}", old.first, old.last),
//!             joined_at: old.creation_time(),
//!         })
//!     }
//! }
//!
//! #[derive(Schema)]
//! pub struct App {
//!     users: User,
//! }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let declared = App::declaration();
//! assert_eq!(declared.check(), []);
//! // Before there is any receipt, `schema.ts` accepts documents of both versions.
//! let phases = Phases::of(&declared, &declared.gates, &[]);
//! // What the runtime says of the versions goes with it.
//! let files = generate(&declared, &phases, &serde_json::json!({}))?;
//! assert_eq!(files[0].path, "schema.ts");
//! assert!(files[0].text.contains("theme: v.optional(v.string())"));
//! # Ok(())
//! # }
//! ```
//!
//! # The flow
//!
//! ```text
//! declare ──> diff ──> plan ──> generate ──> execute ──> verify
//!    │         │        │          │            └──────────┴── migrate-runtime: a store, batches
//!    │         │        │          └─ schema.ts for a phase of each table, helpers
//!    │         │        └─ steps: widen, backfill, narrow; what is lost, and how many documents
//!    │         └─ changes, to the leaf: neutral, additive, data, destructive
//!    └─ #[derive(Table)] ... ──> Declaration: a history of versions for each table
//! ```
//!
//! Each arrow is a plain function from data to data: [`diff`](mod@diff), [`plan`](mod@plan),
//! [`generate`](mod@generate). [`history`] carries single documents; [`frozen`] keeps what was
//! declared, so that it can be compared later; [`bump`] writes an old version's Rust from that.
//!
//! # Limits
//!
//! - No I/O, no clock, no threads, no randomness; it builds for `wasm32-unknown-unknown`.
//! - Tables aren't renamed: give the new table its documents by a transition with effects.
//! - Types without parameters only, and no recursion: a Convex validator is finite.
//! - Convex's own limits hold (see [`limits`]); they are checked when a schema is, and when a
//!   document is written.
//!
//! # Features
//!
//! | feature | default | for |
//! | --- | --- | --- |
//! | `derive` | yes | the derives |
//! | `chrono` | no | `DateTime<Utc>` as milliseconds over `v.number()`, `NaiveDate` as text |
//! | `uuid` | no | `Uuid` as text |
//! | `url` | no | `Url` as text |
//! | `testing` | no | generators for property tests |

pub mod bump;
pub mod convert;
pub mod declaration;
pub mod diff;
pub mod document;
pub mod frozen;
pub mod generate;
pub mod history;
pub mod id;
pub mod json;
pub mod limits;
pub mod name;
pub mod path;
pub mod plan;
pub mod push;
pub mod reader;
pub mod schema;
pub mod shape;
pub mod table;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod transition;
pub mod validator;
pub mod value;
pub mod version;
pub mod widen;

mod private;

/// What expansions of the derives name; no part of the public interface.
#[doc(hidden)]
pub mod __private {
    pub use crate::private::*;
}

pub use self::convert::{
    AnyId, Bytes, CommitTs, ConvexField, ConvexValue, Id, Millis, NewId, Nullable, SafeInt,
};
pub use self::declaration::Schema;
pub use self::table::{ScheduledFunctions, Storage, Table, TableRef};
pub use self::transition::{
    Doc, Effects, Found, NestedTransition, NestedUnionTransition, Refusal, Transition,
    TransitionWithEffects, TransitionWithReads, TransitionWithReadsAndEffects, UnionTransition,
};
pub use self::value::Value;

/// Declares one version of a table.
///
/// On a struct with named fields, on an enum with data (a table whose documents are a union), or on
/// `struct Blob(Value)` (documents of any shape). The type stays as it is written.
///
#[doc = include_str!("derives/words.md")]
///
#[doc = include_str!("derives/table.md")]
#[doc(inline)]
#[cfg(feature = "derive")]
pub use schema_macros::Table;

/// Declares a nested type: an object, or a struct of one unnamed field that is stored as that field.
///
#[doc = include_str!("derives/object.md")]
#[doc(inline)]
#[cfg(feature = "derive")]
pub use schema_macros::Object;

/// Declares a nested enum: literals, where no variant holds anything, or a union.
///
#[doc = include_str!("derives/union.md")]
#[doc(inline)]
#[cfg(feature = "derive")]
pub use schema_macros::Union;

/// Declares an application's whole schema: the newest version of each table, and what was dropped.
///
#[doc = include_str!("derives/schema.md")]
#[doc(inline)]
#[cfg(feature = "derive")]
pub use schema_macros::Schema;
