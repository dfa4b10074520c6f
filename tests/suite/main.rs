//! The integration tests of the workspace, as one binary.

mod bump;
mod carry;
mod conformance;
mod convert;
mod diff;
mod frozen;
mod generated_ts;
mod plan;
mod ui;
