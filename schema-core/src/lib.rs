//! Convex schemas as Rust types: versions, transitions, diff, plan and generated TypeScript.

pub mod name;
pub mod path;
pub mod schema;
pub mod validator;
pub mod value;
