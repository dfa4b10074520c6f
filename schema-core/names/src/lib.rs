//! The naming rules of Convex, as functions from text to verdict.
//!
//! A leaf without dependencies, because the derive macros and `schema-core` must agree on every
//! name, and macros can't depend on the crate that re-exports them.
//!
//! | what | rule |
//! | --- | --- |
//! | [`identifier`] | what most names build on: ASCII letters, digits and `_`, at most 64 |
//! | [`table_name`], [`index_name`] | an identifier that isn't reserved |
//! | [`field_name`] | a field of `v.object({...})`, at any depth |
//! | [`field_path`], [`indexed_path`] | a dotted path to a field, and one that an index may use |
//! | [`value_key`] | a key inside a stored value, where records and `v.any()` allow more |

pub mod case;
pub mod limits;
mod reason;
mod rules;
pub mod suggest;

pub use reason::NameError;
pub use rules::{
    field_name, field_path, identifier, index_name, indexed_path, table_name, value_key,
};
