//! Derives of `schema-core`.
