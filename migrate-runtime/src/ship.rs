//! The road from what is deployed to what is declared: widen, backfill, verify, narrow.

mod facts;
mod news;
mod next;
mod reconcile;
mod road;
mod stretch;
mod target;
#[cfg(test)]
mod tests;
mod versions;

pub use self::facts::{Outlook, OutlookError, deployed, held, outlook, outlook_again};
pub use self::news::{News, RoadError, Stand};
pub use self::next::{Next, Person};
pub use self::reconcile::{Claimed, Contradicted, Reconciliation, TableState, Unnoted};
pub use self::road::Road;
pub use self::stretch::Stretch;
pub use self::versions::Versions;
