//! The integration tests of the workspace, as one binary.

mod carry;
mod conformance;
mod diff;
mod frozen;
mod generated_ts;
mod plan;
