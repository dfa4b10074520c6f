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
mod faults;
pub mod files;
#[cfg(test)]
mod fixture;
pub mod foreign;
mod parallel;
pub mod program;
pub mod range;
pub mod rate;
pub mod receipts;
pub mod rehearse;
pub mod run;
pub mod ship;
#[cfg(test)]
mod simulation;
pub mod snapshot;
pub mod start;
pub mod step;
pub mod store;
pub mod testing;

pub mod tool;
