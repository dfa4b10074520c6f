//! The road from what is deployed to what is declared: widen, backfill, verify, narrow.

mod facts;
mod news;
mod road;
mod stretch;
mod target;
#[cfg(test)]
mod tests;
mod versions;

pub use self::facts::{Outlook, OutlookError, deployed, outlook, outlook_again};
pub use self::news::{News, RoadError, Stand};
pub use self::road::Road;
pub use self::stretch::Stretch;
pub use self::versions::Versions;
