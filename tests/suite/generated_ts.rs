//! Generated TypeScript against Convex's own library, the real compilers and the real formatter.

mod app;
mod build;
mod documents;
mod golden;
mod helpers;
mod histories;
mod names;
mod phases;
mod random;
mod schema;
