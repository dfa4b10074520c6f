//! The integration tests of the workspace, as one binary.

#![expect(clippy::unwrap_used, reason = "what a helper can't do fails the test that needs it")]

mod bump;
mod carry;
mod conformance;
mod convert;
mod diff;
mod frozen;
mod generated_ts;
mod plan;
mod ui;
