//! A judge of runs that knows only the log of what was committed: what every document must be is the
//! application's writes in their order, and one carry at the place where it was committed.
//!
//! The application that is judged has four tables with transitions that aren't idempotent, so
//! whatever were lost or done twice would show. The simulation of this crate keeps such a log itself;
//! a deployment tells its own, which [`Account`] reads.

mod account;
pub(crate) mod app;
pub(crate) mod log;
mod methods;
pub(crate) mod oracle;
pub(crate) mod rules;
pub(crate) mod verdict;
mod work;
mod written;

use schema_core::Schema as _;
use schema_core::declaration::Declaration;
use schema_core::name::TableName;
use schema_core::schema::{Schema, TableSchema};

use crate::run::history;
use crate::ship::Versions;
use crate::store::Push;

pub use self::account::{Account, Note, PushNote, stored};
pub use self::methods::methods_of_store;
pub use self::oracle::Documents;
pub use self::verdict::{Stored, judge_done};
pub use self::work::{Ended, Follower, Scene, Task, Worker};
pub use self::written::{Changes, Hand, Stroke, WRITTEN, old_document, stroke};

use self::rules::CARRIED;

/// Tables that hold documents before the new versions are declared, and up to how many more than
/// one.
pub const PLANTED: [(&str, usize); 4] =
    [("counters", 7), ("films", 7), ("guests", 4), ("reviews", 6)];

/// What the application declares.
pub fn declaration() -> Declaration {
    app::App::declaration()
}

/// Every table of the application, also those that are carried away.
pub fn tables(declaration: &Declaration) -> Vec<TableName> {
    declaration.tables.keys().chain(declaration.dropped.keys()).cloned().collect()
}

/// The schema that was active before the new versions were declared.
pub fn before(versions: &Versions<'_>) -> Push {
    let oldest = CARRIED.iter().filter_map(|name| {
        history(versions.declaration, &TableName::from_checked(*name))?.versions().first()
    });
    let oldest: Vec<_> = oldest.collect();
    let tables =
        oldest.iter().map(|version| (version.name.table.clone(), TableSchema::from(*version)));
    let schema = Schema { tables: tables.collect(), ..Schema::default() };
    Push::of(schema, versions.manifest(oldest.iter().map(|version| &version.name)))
}
