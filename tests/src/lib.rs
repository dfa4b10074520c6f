//! What the test binaries of the workspace share.

pub mod conformance;
pub mod deployment;
pub mod node;
pub mod patience;
