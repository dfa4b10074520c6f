//! The road from what is deployed to what is declared: widen, backfill, verify, narrow.

mod facts;
mod road;
mod target;
#[cfg(test)]
mod tests;
mod versions;

pub use self::facts::{Outlook, OutlookError, deployed, outlook};
pub use self::road::{News, Road, RoadError, Stand};
pub use self::versions::Versions;
