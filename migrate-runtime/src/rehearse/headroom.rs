//! How near documents and batches come to Convex's limits.

use schema_core::document::DocumentExtent;
use schema_core::id::DocumentId;
use schema_core::limits::{
    MAX_ARRAY_ELEMENTS, MAX_DOCUMENT_BYTES, MAX_DOCUMENT_NESTING, MAX_OBJECT_FIELDS,
};

use crate::store::{BatchSize, PageLimit, TransactionLimit};

/// One of Convex's limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Limit {
    /// The bytes of a document.
    DocumentBytes,
    /// The fields of a document.
    DocumentFields,
    /// How deeply a document is nested.
    DocumentNesting,
    /// The elements of an array.
    ArrayElements,
    /// What one transaction may read and write.
    Transaction(TransactionLimit),
}

impl Limit {
    /// The most that Convex takes.
    pub const fn most(self) -> usize {
        match self {
            Self::DocumentBytes => MAX_DOCUMENT_BYTES,
            Self::DocumentFields => MAX_OBJECT_FIELDS,
            Self::DocumentNesting => MAX_DOCUMENT_NESTING,
            Self::ArrayElements => MAX_ARRAY_ELEMENTS,
            Self::Transaction(limit) => limit.most(),
        }
    }

    /// What is limited.
    pub fn what(self) -> String {
        match self {
            Self::DocumentBytes => "bytes of a document".to_owned(),
            Self::DocumentFields => "fields of a document".to_owned(),
            Self::DocumentNesting => "levels of a document".to_owned(),
            Self::ArrayElements => "elements of an array".to_owned(),
            Self::Transaction(limit) => format!("{limit} by a batch"),
        }
    }
}

/// How much of a limit is used where most is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Headroom {
    /// The limit.
    pub limit: Limit,
    /// The most that was found.
    pub used: usize,
    /// The document, where it is one's.
    pub id: Option<DocumentId>,
}

/// The largest documents, before and after.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Largest {
    bytes: Most,
    fields: Most,
    nesting: Most,
    elements: Most,
}

#[derive(Clone, Copy, Debug, Default)]
struct Most {
    used: usize,
    id: Option<DocumentId>,
}

impl Most {
    fn note(&mut self, used: usize, id: Option<DocumentId>) {
        if used > self.used {
            *self = Self { used, id };
        }
    }
}

impl Largest {
    pub(super) fn note(&mut self, id: DocumentId, extent: &DocumentExtent) {
        let DocumentExtent { bytes, fields, nesting, elements } = *extent;
        self.bytes.note(bytes, Some(id));
        self.fields.note(fields, Some(id));
        self.nesting.note(nesting, Some(id));
        self.elements.note(elements, Some(id));
    }

    pub(super) fn merge(&mut self, later: &Self) {
        self.bytes.note(later.bytes.used, later.bytes.id);
        self.fields.note(later.fields.used, later.fields.id);
        self.nesting.note(later.nesting.used, later.nesting.id);
        self.elements.note(later.elements.used, later.elements.id);
    }

    pub(super) fn headroom(&self) -> Vec<Headroom> {
        [
            (Limit::DocumentBytes, self.bytes),
            (Limit::DocumentFields, self.fields),
            (Limit::DocumentNesting, self.nesting),
            (Limit::ArrayElements, self.elements),
        ]
        .map(|(limit, Most { used, id })| Headroom { limit, used, id })
        .into()
    }
}

/// What a run over a table writes, in how many batches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Batches {
    /// Batches, where none grows beyond the size that a run begins with.
    pub most: u64,
    /// Batches, where all are as large as a transaction allows.
    pub fewest: u64,
    /// Documents that are written or deleted.
    pub writes: u64,
    /// Bytes of the documents that are read.
    pub bytes_read: u64,
    /// Bytes of the documents that are written.
    pub bytes_written: u64,
}

/// A document as a batch counts it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weight {
    pub(super) read: usize,
    /// The bytes to write, where anything is.
    pub(super) written: Option<usize>,
}

/// Puts documents into batches as a run does, without running.
#[derive(Clone, Debug)]
pub(super) struct Packing {
    begins: Packer,
    grown: Packer,
    batches: Batches,
}

#[derive(Clone, Debug)]
struct Packer {
    size: BatchSize,
    batches: u64,
    page: Page,
    most_writes: usize,
    most_read: usize,
    most_written: usize,
}

#[derive(Clone, Copy, Debug, Default)]
struct Page {
    documents: u32,
    writes: usize,
    read: usize,
    written: usize,
}

impl Default for Packing {
    fn default() -> Self {
        let (begins, grown) = (Packer::of(BatchSize::DEFAULT), Packer::of(BatchSize::MAX));
        Self { begins, grown, batches: Batches::default() }
    }
}

impl Packing {
    pub(super) fn add(&mut self, weight: Weight) {
        self.batches.bytes_read += weight.read as u64;
        self.batches.bytes_written += weight.written.unwrap_or(0) as u64;
        self.batches.writes += u64::from(weight.written.is_some());
        self.begins.add(weight);
        self.grown.add(weight);
    }

    /// The batches, and what the largest of them do.
    pub(super) fn finish(mut self) -> (Batches, Vec<Headroom>) {
        self.begins.close();
        self.grown.close();
        let Packer { most_writes, most_read, most_written, .. } = self.grown;
        let headroom = [
            (TransactionLimit::DocumentsWritten, most_writes),
            (TransactionLimit::BytesRead, most_read),
            (TransactionLimit::BytesWritten, most_written),
        ]
        .map(|(limit, used)| Headroom { limit: Limit::Transaction(limit), used, id: None });
        let (most, fewest) = (self.begins.batches, self.grown.batches);
        (Batches { most, fewest, ..self.batches }, headroom.into())
    }
}

impl Packer {
    fn of(size: BatchSize) -> Self {
        let page = Page::default();
        Self { size, batches: 0, page, most_writes: 0, most_read: 0, most_written: 0 }
    }

    fn add(&mut self, Weight { read, written }: Weight) {
        self.page.documents += 1;
        self.page.read += read;
        if let Some(written) = written {
            self.page.writes += 1;
            self.page.written += written;
        }
        let limit = PageLimit::of(self.size);
        if self.page.documents >= self.size.get() || self.page.read as u64 >= limit.bytes {
            self.close();
        }
    }

    fn close(&mut self) {
        let Page { documents, writes, read, written } = std::mem::take(&mut self.page);
        if documents == 0 {
            return;
        }
        self.batches += 1;
        self.most_writes = self.most_writes.max(writes);
        self.most_read = self.most_read.max(read);
        self.most_written = self.most_written.max(written);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_end_with_documents_or_bytes_whichever_comes_first() {
        let packed = |documents: usize, bytes: usize| {
            let mut packing = Packing::default();
            for at in 0..documents {
                let written = (at % 2 == 0).then_some(10);
                packing.add(Weight { read: bytes, written });
            }
            packing.finish()
        };
        let (batches, _) = packed(1_001, 10);
        assert_eq!((batches.most, batches.fewest), (3, 1));
        assert_eq!(
            (batches.writes, batches.bytes_read, batches.bytes_written),
            (501, 10_010, 5_010)
        );
        let (batches, headroom) = packed(10, 1 << 20);
        assert_eq!((batches.most, batches.fewest), (3, 3));
        assert_eq!(headroom[1].used, 4 << 20);
        assert_eq!(packed(0, 0).0, Batches::default());
    }
}
