//! Carries stored Convex documents from one schema version to the next.

pub mod checkpoint;
pub mod cli;
pub mod clock;
pub mod cursor;
pub mod deployment;
pub mod digest;
pub mod error;
pub mod event;
pub mod exit;
pub mod files;
#[cfg(test)]
mod fixture;
pub mod range;
pub mod receipts;
pub mod rehearse;
pub mod run;
pub mod ship;
pub mod snapshot;
pub mod step;
pub mod store;
pub mod testing;

pub mod tool;
