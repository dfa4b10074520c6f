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
//! let files = generate(&declared, &phases)?;
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
/// # All words of `#[schema(...)]`
///
/// For this derive, for [`Object`](derive@Object) and [`Union`](derive@Union), and for
/// [`Schema`](derive@Schema).
///
/// | on | word | says | without it |
/// | --- | --- | --- | --- |
/// | table | `table = "users"` | the table's name | an error |
/// | table | `version = 2` | the version's number, from 1 without gaps | an error |
/// | table | `index(by_email = [email, created_at])` | an index over these fields; `"address.city"` is a stored path, `staged` may follow | none |
/// | table | `search_index(search_body = body, filter = [author])` | a search index | none |
/// | table | `vector_index(by_face = face, dimensions = 3, filter = [team])` | a vector index | none |
/// | table | `version_field = "schemaVersion"` | documents hold their version's number there, and it alone decides which version they are of | validators decide |
/// | table | `effects(ensure(Director = by_name), insert(Event), delete_self)` | what the transition does beside its own document | nothing |
/// | table | `effects_for_old_only` | documents that are valid under the new version need no effects | such a transition is refused |
/// | table | `reads(Director)` | whose documents the transition reads first | none |
/// | table, nested | `from = v1::User` | the version before | the first version |
/// | table, struct | `moved(first, last)` | old fields whose content `fill` puts elsewhere: nothing is lost | none |
/// | table, nested, variant | `dropped(legacy_theme)` | old fields or variants whose content is lost | none |
/// | table, nested, variant | `rename_all = "snake_case"` | how fields (of a struct or variant) or variants (of an enum) are stored | `camelCase` |
/// | enum | `rename_all_fields = "snake_case"` | how the fields of variants are stored | `camelCase` |
/// | enum | `tag = "kind"` | a field that says which variant an object is | one of the two, for enums with data |
/// | enum | `untagged` | the first variant that fits is it | one of the two, for enums with data |
/// | struct of one field | `check = is_email` | a `fn(&T) -> Result<(), impl Display>` that values must pass when they are read | no check |
/// | type | `export` | a later version may stand in another crate | the same crate |
/// | type, schema | `crate = "::my::schema_core"` | where this crate is | `::schema_core` |
/// | type, field, variant | `ignore_serde` | serde's attributes say nothing here | names are read from them |
/// | field, variant | `rename = "e-mail"` | the stored name; of a unit variant the literal, of a tagged one the tag's text | by `rename_all` |
/// | variant | `value = 1` | another literal: a number, `1i64`, `true`, `"text"` | the name as text |
/// | field | *nothing* | kept from the field of the same name: copied as stored | |
/// | field | `kept` | copied as stored, under another Rust type; also beside `renamed_from` | the type must be the same |
/// | field, variant | `renamed_from = user_name` | copied as stored from this one | the same name |
/// | field | `added` | in no old document: `fill` gives it | an error |
/// | field | `changed` | another type, or no longer absent: `fill` gives it | an error |
/// | field | `added, default = 0` | a constant; with `changed`, for absent fields | `fill` gives it |
/// | field | `added, absent` | stays absent | `fill` gives it |
/// | field | `changed, keep_valid` | values that are valid already stay | every old value is replaced |
/// | variant | `changed` | the user's `carry` gives the new value | kept |
/// | schema | `dropped(forget(logs), delete_documents(sessions), carried_away(v3::Guest))` | what becomes of tables that are gone | |
/// | schema | `gates(prod, "eu-west")` | whose receipts open narrow | `gates(prod)` |
///
/// # Tables
///
/// ```
/// use schema_core::{Bytes, Id, Millis, Nullable, Object, SafeInt, Storage, Table};
/// use std::collections::BTreeMap;
///
/// #[derive(Table)]
/// #[schema(table = "posts", version = 1, version_field = "schemaVersion")]
/// #[schema(index(by_author = [author, written_at]), index(by_city = ["place.city"], staged))]
/// #[schema(search_index(search_body = body, filter = [author]))]
/// #[schema(vector_index(by_meaning = meaning, dimensions = 1536))]
/// pub struct Post {
///     pub author: Id<Post>,                   // v.id("posts")
///     #[schema(rename = "text")]
///     pub body: String,                       // v.string()
///     pub meaning: Vec<f64>,                  // v.array(v.number())
///     pub written_at: Millis,                 // v.number()
///     pub views: SafeInt,                     // v.number(), whole
///     pub revision: i64,                      // v.int64()
///     pub picture: Option<Id<Storage>>,       // v.optional(v.id("_storage"))
///     pub checksum: Nullable<Bytes>,          // v.union(v.bytes(), v.null())
///     pub likes: BTreeMap<String, u32>,       // v.record(v.string(), v.number())
///     pub place: Place,                       // v.object({ ... })
/// }
///
/// #[derive(Object)]
/// pub struct Place {
///     pub city: String,
/// }
/// ```
///
/// # Transitions
///
/// ```
/// use schema_core::{
///     AnyId, Doc, Effects, Found, Id, Refusal, Table, TransitionWithEffects, TransitionWithReads,
///     Union,
/// };
///
/// #[derive(Table)]
/// #[schema(table = "films", version = 1)]
/// pub struct FilmV1 {
///     pub title: String,
///     pub directed_by: String,
///     pub year: Option<i32>,
///     pub rating: String,
///     pub length: i32,
///     pub note: String,
/// }
///
/// #[derive(Table)]
/// #[schema(table = "films", version = 2, from = FilmV1, moved(directed_by), dropped(note))]
/// #[schema(effects(ensure(Director = by_name)), effects_for_old_only)]
/// pub struct FilmV2 {
///     #[schema(renamed_from = title)]
///     pub name: String,
///     #[schema(changed, default = 1900)]
///     pub year: i32,
///     #[schema(changed, keep_valid)]
///     pub rating: Rating,
///     #[schema(kept)]
///     pub length: f64,
///     #[schema(added)]
///     pub director: Id<Director>,
///     #[schema(added, default = false)]
///     pub hidden: bool,
///     #[schema(added, absent)]
///     pub seen: Option<bool>,
/// }
///
/// #[derive(Union)]
/// pub enum Rating {
///     Everyone,
///     Adults,
/// }
///
/// #[derive(Table)]
/// #[schema(table = "directors", version = 1, index(by_name = [name]))]
/// pub struct Director {
///     pub name: String,
/// }
///
/// impl TransitionWithEffects for FilmV2 {
///     fn fill(old: &Doc<FilmV1>, effects: &mut Effects<Self>) -> Result<FilmV2Fill, Refusal> {
///         let director = effects.ensure(&Director { name: old.directed_by.clone() });
///         let rating = match &old.rating[..] {
///             "G" => Rating::Everyone,
///             "R" => Rating::Adults,
///             other => return Err(Refusal::new(format!("no rating is called {other}"))),
///         };
///         Ok(FilmV2Fill { director: director.into(), rating })
///     }
/// }
///
/// #[derive(Table)]
/// #[schema(table = "films", version = 3, from = FilmV2, reads(Director))]
/// pub struct Film {
///     pub name: String,
///     pub year: i32,
///     pub rating: Rating,
///     pub length: f64,
///     pub director: Id<Director>,
///     pub hidden: bool,
///     pub seen: Option<bool>,
///     #[schema(added)]
///     pub credit: String,
/// }
///
/// impl TransitionWithReads for Film {
///     fn reads(old: &Doc<FilmV2>) -> Vec<AnyId> {
///         vec![AnyId::from(&old.director)]
///     }
///
///     fn fill(old: &Doc<FilmV2>, found: &Found<Self>) -> Result<FilmFill, Refusal> {
///         let director = found.get(&old.director)?;
///         let name = director.map_or("somebody".to_owned(), |one| one.name.clone());
///         Ok(FilmFill { credit: format!("directed by {name}") })
///     }
/// }
/// # use schema_core::history::TableHistory;
/// # assert_eq!(TableHistory::of::<Film>().check(), []);
/// ```
///
/// # A table of several shapes
///
/// ```
/// use schema_core::{Doc, Refusal, Table, UnionTransition};
///
/// #[derive(Table)]
/// #[schema(table = "events", version = 1, tag = "type")]
/// pub enum EventV1 {
///     Opened { by: String },
/// }
///
/// #[derive(Table)]
/// #[schema(table = "events", version = 2, from = EventV1, tag = "type")]
/// #[schema(rename_all = "kebab-case", rename_all_fields = "snake_case")]
/// pub enum Event {
///     OpenedBy { person_name: String },
///     Closed,
/// }
///
/// impl UnionTransition for Event {
///     fn carry(old: &Doc<EventV1>) -> Result<Self, Refusal> {
///         let EventV1::Opened { by } = &**old;
///         Ok(Event::OpenedBy { person_name: by.clone() })
///     }
/// }
/// ```
#[doc(inline)]
#[cfg(feature = "derive")]
pub use schema_macros::Table;

/// Declares a nested type: an object, or a struct of one unnamed field that is stored as that field.
///
/// The words of `#[schema(...)]` are those of [`Table`](derive@Table).
///
/// ```
/// use schema_core::{NestedTransition, Object, Refusal};
///
/// #[derive(Object)]
/// pub struct AddressV1 {
///     pub line: String,
///     pub zip: Option<String>,
///     pub phone: String,
/// }
///
/// #[derive(Object)]
/// #[schema(from = AddressV1, moved(line), dropped(phone), rename_all = "camelCase")]
/// pub struct Address {
///     #[schema(added)]
///     pub street: String,
///     #[schema(added)]
///     pub city: String,
///     pub zip: Option<String>,
///     #[schema(added, absent, rename = "e_mail")]
///     pub email: Option<Email>,
/// }
///
/// impl NestedTransition for Address {
///     fn fill(old: &AddressV1) -> Result<AddressFill, Refusal> {
///         let (street, city) =
///             old.line.split_once(", ").ok_or_else(|| Refusal::new("no comma before the city"))?;
///         Ok(AddressFill { street: street.to_owned(), city: city.to_owned() })
///     }
/// }
///
/// /// Text that is checked when it is read.
/// #[derive(Object)]
/// #[schema(check = is_email)]
/// pub struct Email(String);
///
/// fn is_email(text: &str) -> Result<(), &'static str> {
///     if text.contains('@') { Ok(()) } else { Err("an address with an `@`") }
/// }
/// ```
///
/// Names of serde's are read, so that a struct has one set of them; `ignore_serde` says they don't
/// count. `crate` and `export` are for crates that re-export this one, and for versions in another
/// crate.
///
/// ```
/// use schema_core::Object;
///
/// #[derive(Object, serde::Serialize)]
/// #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
/// pub struct Shouted {
///     pub one_word: String, // ONE_WORD, for both
/// }
///
/// #[derive(Object, serde::Serialize)]
/// #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
/// #[schema(ignore_serde, crate = "::schema_core")]
/// pub struct Apart {
///     pub one_word: String, // oneWord
/// }
/// ```
#[doc(inline)]
#[cfg(feature = "derive")]
pub use schema_macros::Object;

/// Declares a nested enum: literals, where no variant holds anything, or a union.
///
/// The words of `#[schema(...)]` are those of [`Table`](derive@Table).
///
/// ```
/// use schema_core::{NestedUnionTransition, Object, Refusal, Union};
///
/// /// `"low"`, `"very-high"`, and two literals of other kinds.
/// #[derive(Union)]
/// #[schema(rename_all = "kebab-case")]
/// pub enum LevelV1 {
///     Low,
///     VeryHigh,
///     #[schema(value = 3)]
///     Third,
///     #[schema(rename = "n/a")]
///     Unknown,
/// }
///
/// #[derive(Union)]
/// #[schema(rename_all = "kebab-case", from = LevelV1, dropped(Unknown))]
/// pub enum Level {
///     Low,
///     #[schema(renamed_from = VeryHigh)]
///     Top,
///     #[schema(changed, value = 4i64)]
///     Third,
/// }
///
/// impl NestedUnionTransition for Level {
///     fn carry(old: &LevelV1) -> Result<Self, Refusal> {
///         match old {
///             LevelV1::Third => Ok(Level::Third),
///             _ => Err(Refusal::new("nobody knows the level")),
///         }
///     }
/// }
///
/// /// `{ kind: "round", radius: 1 }`
/// #[derive(Union)]
/// #[schema(tag = "kind")]
/// pub enum Shape {
///     Round(Circle),
///     #[schema(rename = "box", rename_all = "snake_case")]
///     Rectangle { long_side: f64, short_side: f64 },
///     Nothing,
/// }
///
/// #[derive(Object)]
/// pub struct Circle {
///     pub radius: f64,
/// }
///
/// /// `"text"`, `1` or `null`: the first variant that fits.
/// #[derive(Union)]
/// #[schema(untagged)]
/// pub enum Loose {
///     Text(String),
///     Number(f64),
///     Nothing,
/// }
/// ```
#[doc(inline)]
#[cfg(feature = "derive")]
pub use schema_macros::Union;

/// Declares an application's whole schema: the newest version of each table, and what was dropped.
///
/// Each field is called like its table. Beside the impl it emits a test that runs every check which
/// needs all types together: nested index paths, tables that are unions, recursion, limits.
///
/// The words of `#[schema(...)]` are those of [`Table`](derive@Table).
///
/// ```
/// use schema_core::{Schema, Table};
///
/// #[derive(Table)]
/// #[schema(table = "users", version = 1)]
/// pub struct User {
///     pub name: String,
/// }
///
/// #[derive(Schema)]
/// #[schema(gates(prod, "eu-west"), dropped(forget(logs), delete_documents(sessions)))]
/// pub struct App {
///     users: User,
/// }
///
/// assert_eq!(App::declaration().check(), []);
/// ```
#[doc(inline)]
#[cfg(feature = "derive")]
pub use schema_macros::Schema;
