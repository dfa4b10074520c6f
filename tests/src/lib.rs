//! What the test binaries of the workspace share.

pub mod bench;
pub mod conformance;
pub mod node;
pub mod notes;
