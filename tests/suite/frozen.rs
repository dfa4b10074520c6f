//! Frozen files: what they hold, and what may still be done to a version.
