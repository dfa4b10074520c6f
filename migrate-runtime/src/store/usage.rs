//! What one transaction reads and writes, counted as Convex counts it, and the most it may.

mod ranges;

use std::fmt;

use schema_core::limits;
use schema_core::value::canonical_size;

use crate::error::StoreError;

use self::ranges::Ranges;

/// The index of every table that files documents by their id alone.
pub(crate) const BY_ID: &str = "by_id";

/// What Convex limits in one transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TransactionLimit {
    /// Documents read; one that is read twice counts twice.
    DocumentsRead,
    /// Their bytes.
    BytesRead,
    /// Ranges of indexes read, merged where they touch; a read by id is a range of its own.
    RangesRead,
    /// Inserts, patches, replaces and deletes that change something.
    DocumentsWritten,
    /// Bytes of the documents written; a delete adds none.
    BytesWritten,
}

impl TransactionLimit {
    /// Every limit.
    pub const ALL: [Self; 5] = [
        Self::DocumentsRead,
        Self::BytesRead,
        Self::RangesRead,
        Self::DocumentsWritten,
        Self::BytesWritten,
    ];

    /// The most that a transaction may.
    pub const fn most(self) -> usize {
        match self {
            Self::DocumentsRead => limits::MAX_TRANSACTION_DOCUMENTS_READ,
            Self::BytesRead => limits::MAX_TRANSACTION_BYTES_READ,
            Self::RangesRead => limits::MAX_TRANSACTION_RANGES_READ,
            Self::DocumentsWritten => limits::MAX_TRANSACTION_DOCUMENTS_WRITTEN,
            Self::BytesWritten => limits::MAX_TRANSACTION_BYTES_WRITTEN,
        }
    }

    /// The code by which Convex names the error.
    pub const fn code(self) -> &'static str {
        match self {
            Self::DocumentsRead => "TooManyDocumentsRead",
            Self::BytesRead => "TooManyBytesRead",
            Self::RangesRead => "TooManyReads",
            Self::DocumentsWritten => "TooManyWrites",
            Self::BytesWritten => "TooManyBytesWritten",
        }
    }
}

impl fmt::Display for TransactionLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DocumentsRead => "documents read",
            Self::BytesRead => "bytes read",
            Self::RangesRead => "index ranges read",
            Self::DocumentsWritten => "documents written",
            Self::BytesWritten => "bytes written",
        })
    }
}

/// What a transaction has read and written so far.
#[derive(Clone, Debug, Default)]
pub struct Usage {
    documents_read: usize,
    bytes_read: usize,
    ranges: Ranges,
    documents_written: usize,
    bytes_written: usize,
}

impl Usage {
    /// How much of a limit is used.
    pub fn of(&self, limit: TransactionLimit) -> usize {
        match limit {
            TransactionLimit::DocumentsRead => self.documents_read,
            TransactionLimit::BytesRead => self.bytes_read,
            TransactionLimit::RangesRead => self.ranges.count(),
            TransactionLimit::DocumentsWritten => self.documents_written,
            TransactionLimit::BytesWritten => self.bytes_written,
        }
    }

    /// Notes a document that was read, given its bytes.
    pub(crate) fn read(&mut self, bytes: usize) -> Result<(), StoreError> {
        self.documents_read += 1;
        self.bytes_read += bytes;
        self.check(TransactionLimit::DocumentsRead)?;
        self.check(TransactionLimit::BytesRead)
    }

    /// Notes that the keys in `low..high` of an index were asked for.
    pub(crate) fn range(
        &mut self,
        index: (u32, &str),
        low: Vec<u8>,
        high: Vec<u8>,
    ) -> Result<(), StoreError> {
        self.ranges.add(index, low, high);
        self.check(TransactionLimit::RangesRead)
    }

    /// Notes that a document was asked for by its id.
    pub(crate) fn point(&mut self, table: u32, id: &str) -> Result<(), StoreError> {
        let low = id.as_bytes().to_vec();
        let mut high = low.clone();
        high.push(0);
        self.range((table, BY_ID), low, high)
    }

    /// Notes a write, given the bytes of what was written.
    pub(crate) fn write(&mut self, bytes: usize) -> Result<(), StoreError> {
        self.documents_written += 1;
        self.bytes_written += bytes;
        self.check(TransactionLimit::DocumentsWritten)?;
        self.check(TransactionLimit::BytesWritten)
    }

    /// Answers with the first limit that is exceeded.
    pub(crate) fn check_all(&self) -> Result<(), StoreError> {
        TransactionLimit::ALL.into_iter().try_for_each(|limit| self.check(limit))
    }

    fn check(&self, limit: TransactionLimit) -> Result<(), StoreError> {
        let used = self.of(limit);
        if used <= limit.most() {
            Ok(())
        } else {
            Err(StoreError::TransactionLimit { limit, used })
        }
    }
}

/// The bytes of a stored document as limits count them, system fields included.
pub(crate) fn document_bytes(id: &str, fields: &str) -> Result<usize, StoreError> {
    /// The field's name and what ends it, and a text.
    const ID_BYTES: usize = "_id".len() + 1 + 2;
    /// The field's name and what ends it, and a number.
    const CREATION_TIME_BYTES: usize = "_creationTime".len() + 1 + 9;
    let fields = canonical_size(fields)
        .ok_or_else(|| StoreError::damaged(format!("document {id} isn't in canonical encoding")))?;
    Ok(fields + ID_BYTES + id.len() + CREATION_TIME_BYTES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_counts_with_its_system_fields() {
        let id = "j5700000000000000000000000001qv0";
        assert_eq!(document_bytes(id, r#"{"name":"Ada"}"#).unwrap(), 73);
        assert!(matches!(document_bytes(id, "nonsense!"), Err(StoreError::Damaged { .. })));
    }

    #[test]
    fn the_first_of_too_many_is_refused_with_both_numbers() {
        let mut usage = Usage::default();
        for _ in 0..TransactionLimit::DocumentsWritten.most() {
            usage.write(0).unwrap();
        }
        let error = usage.write(0).unwrap_err();
        assert_eq!(
            error.to_string(),
            "one transaction may have at most 16000 documents written, and this one has 16001"
        );
        let mut usage = Usage::default();
        usage.read(TransactionLimit::BytesRead.most()).unwrap();
        assert!(matches!(
            usage.read(1),
            Err(StoreError::TransactionLimit { limit: TransactionLimit::BytesRead, .. })
        ));
    }
}
