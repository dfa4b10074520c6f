//! The naming rules of Convex, as functions from text to verdict.
//!
//! A leaf without dependencies, because the derive macros and `schema-core` must agree on every
//! name, and macros can't depend on the crate that re-exports them.
