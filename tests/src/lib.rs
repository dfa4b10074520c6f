//! What the test binaries of the workspace share.
