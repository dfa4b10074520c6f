//! Generated TypeScript against Convex's own library, the real compilers and the real formatter.

#![expect(clippy::unwrap_used, reason = "what a test writes is right, or the test fails")]

mod app;
mod build;
mod component;
mod documents;
mod examples;
mod functions;
mod golden;
mod helpers;
mod histories;
mod names;
mod phases;
mod random;
mod schema;
