//! Generated TypeScript against Convex's own library, the real compilers and the real formatter.

mod build;
mod golden;
mod random;
mod schema;
