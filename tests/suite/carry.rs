//! Carrying stored documents from version to version.

#![expect(
    clippy::unnecessary_wraps,
    reason = "they are `FillFn`s, whose type isn't theirs to choose"
)]
#![expect(clippy::needless_pass_by_value, reason = "so that a test can write `json!` in place")]

pub(crate) mod build;
mod declared;
mod effects;
mod hybrids;
mod limits;
mod markers;
mod nested;
pub(crate) mod pairs;
mod roles;
mod rules;
mod spans;
mod variants;
mod widening;
