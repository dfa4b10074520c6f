//! The integration tests of the workspace, as one binary.

mod conformance;
mod generated_ts;
