//! How many documents a table has, and about how many.
//!
//! A deployment knows how large its tables are, and tells whoever may look at its data. Where it
//! doesn't tell, a few hundred documents do: ids begin with random bytes, so they lie as dense at the
//! beginning of a table as anywhere else.

use std::sync::atomic::Ordering;

use convex::Value;
use schema_core::id::DocumentId;
use schema_core::name::TableName;

use crate::error::StoreError;
use crate::store::Estimate;

use super::socket::{Call, Kind};
use super::values::{Read, Record, boolean, fields, number, or_null, record_of, string, whole};
use super::{ConvexStore, PULSE_PATIENCE, refusal, wire};

/// Counts a part of a table.
pub(super) const COUNT: &str = "migrate_runtime/documents:count";

/// Convex's own query, which its dashboard and its CLI ask.
const TABLE_SIZE: &str = "_system/cli/tableSize";

/// How many documents stand for all: the guess is off by a few hundredths.
const SAMPLE: u64 = 1_000;

/// What was counted at once.
pub(super) struct Counted {
    pub(super) documents: u64,
    pub(super) last: Option<DocumentId>,
    pub(super) is_done: bool,
}

pub(super) fn counted(value: Value) -> Read<Counted> {
    record_of(|fields: &mut Record| {
        Ok(Counted {
            documents: fields.take("count", whole)?,
            last: fields.take("cursor", or_null(wire::id))?,
            is_done: fields.take("isDone", boolean)?,
        })
    })(value)
}

impl<P> ConvexStore<P> {
    /// What the deployment itself says, if it does.
    pub(super) async fn table_size(&self, table: &TableName) -> Option<u64> {
        if self.hides_sizes.load(Ordering::Relaxed) {
            return None;
        }
        let arguments = fields([("tableName", string(table.as_str()))]);
        let patience = PULSE_PATIENCE;
        let call = Call { function: TABLE_SIZE, kind: Kind::Query, arguments, patience };
        let answer = self.pool.call(call).await;
        let size = refusal::value_of(&self.access, TABLE_SIZE, Kind::Query, answer);
        let size = size.ok().and_then(|size| whole(size).ok());
        // Whatever the reason is, it is a question that nothing depends on.
        self.hides_sizes.store(size.is_none(), Ordering::Relaxed);
        size
    }

    /// What the first documents of a table tell.
    pub(super) async fn by_density(&self, table: &TableName) -> Result<Estimate, StoreError> {
        let arguments = fields([
            ("table", string(table.as_str())),
            ("after", Value::Null),
            ("until", Value::Null),
            ("documents", number(SAMPLE)),
        ]);
        let counted = self.query(COUNT, arguments, counted).await?;
        Ok(match counted {
            Counted { documents, last: Some(last), is_done: false } => {
                Estimate { documents: spread(documents, last), is_exact: false }
            }
            Counted { documents, .. } => Estimate::exact(documents),
        })
    }
}

/// How many documents there are if so many lie up to this one.
fn spread(documents: u64, last: DocumentId) -> u64 {
    // All sixteen bytes say where it lies; half of them say it well enough.
    let position = (u128::from_be_bytes(last.internal) >> 64).max(1);
    let all = (u128::from(documents) << 64) / position;
    u64::try_from(all).unwrap_or(u64::MAX).max(documents)
}

#[cfg(test)]
mod tests {
    use schema_core::id::TableNumber;

    use super::*;

    fn id(first: u8) -> DocumentId {
        let mut internal = [0; 16];
        internal[0] = first;
        DocumentId { table: TableNumber(10_001), internal }
    }

    #[test]
    fn documents_in_a_part_of_the_ids_stand_for_all() {
        assert_eq!(spread(1_000, id(1)), 256_000);
        assert_eq!(spread(1_000, id(128)), 2_000);
    }

    #[test]
    fn a_table_has_at_least_what_was_counted() {
        let last = DocumentId { table: TableNumber(10_001), internal: [u8::MAX; 16] };
        assert_eq!(spread(1_000, last), 1_000);
        assert_eq!(spread(3, id(0)), u64::MAX, "imported ids may begin with anything");
    }
}
