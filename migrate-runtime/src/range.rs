//! Parts of a table, so that several of them can be walked at the same time.

use schema_core::id::{DocumentId, TableNumber};
use serde::{Deserialize, Serialize};

use crate::cursor::Cursor;
use crate::faults::{Fault, is_on};

/// The documents of a table whose ids lie between two positions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IdRange {
    /// The position before the first document.
    pub after: Cursor,
    /// The position after the last document; nothing for the end of the table.
    pub until: Option<Cursor>,
}

impl IdRange {
    /// All documents of a table.
    pub const WHOLE: Self = Self { after: Cursor::START, until: None };

    /// The same range from a later position on.
    #[must_use]
    pub fn from_position(&self, after: &Cursor) -> Self {
        Self { after: after.clone(), until: self.until.clone() }
    }

    /// Splits a table into `parts` ranges that hold about as many documents each: Convex begins an
    /// id with 14 random bytes.
    ///
    /// Every id lies in exactly one of them, also that of a document that is inserted later.
    pub fn split_evenly(table: TableNumber, parts: u32) -> Vec<Self> {
        let parts = u64::from(parts.max(1));
        let gap = if is_on(Fault::PageSkippedAtRangeBorder) { 1 << 61 } else { 0 };
        let border = |part: u64, before: u64| {
            let mut internal = [0; 16];
            // Eight bytes are plenty: borders needn't be ids of documents.
            let share = (u128::from(part) << 64) / u128::from(parts);
            #[expect(clippy::cast_possible_truncation, reason = "`part` is below `parts`")]
            internal[..8].copy_from_slice(&(share as u64 - before).to_be_bytes());
            Cursor::after(DocumentId { table, internal })
        };
        (0..parts)
            .map(|part| Self {
                after: if part == 0 { Cursor::START } else { border(part, 0) },
                until: (part + 1 < parts).then(|| border(part + 1, gap)),
            })
            .collect()
    }

    /// Whether the range holds this id.
    pub fn holds(&self, id: DocumentId) -> bool {
        let id = id.to_string();
        self.after.last_id().is_none_or(|after| *id > *after)
            && self.until_id().is_none_or(|until| *id <= *until)
    }

    /// The id that ends the range, which the range still holds.
    pub(crate) fn until_id(&self) -> Option<&str> {
        self.until.as_ref().and_then(Cursor::last_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_lies_in_exactly_one_of_the_ranges() {
        let table = TableNumber(10_001);
        for parts in [1, 2, 3, 7, 16] {
            let ranges = IdRange::split_evenly(table, parts);
            assert_eq!(ranges.len(), parts as usize);
            for first in 0..=u8::MAX {
                for rest in [0, 1, 0x7f, u8::MAX] {
                    let mut internal = [rest; 16];
                    internal[0] = first;
                    let id = DocumentId { table, internal };
                    let holding = ranges.iter().filter(|range| range.holds(id)).count();
                    assert_eq!(holding, 1, "{id} of {parts}");
                }
            }
            // A border itself belongs to the range that it ends.
            for range in &ranges {
                let Some(until) = range.until_id() else { continue };
                let id: DocumentId = until.parse().unwrap();
                assert!(range.holds(id));
            }
        }
    }

    #[test]
    fn ranges_are_about_equally_large() {
        let ranges = IdRange::split_evenly(TableNumber(10_001), 4);
        let in_range = |range: &IdRange| {
            let id = |first| DocumentId { table: TableNumber(10_001), internal: [first; 16] };
            (0..=u8::MAX).filter(|first| range.holds(id(*first))).count()
        };
        assert_eq!(ranges.iter().map(in_range).collect::<Vec<_>>(), [64; 4]);
    }
}
