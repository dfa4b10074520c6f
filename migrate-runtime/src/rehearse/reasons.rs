//! Documents that can't be carried, put together by what is wrong with them.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use schema_core::id::DocumentId;
use schema_core::path::Path;

/// How many failing documents of a table are named; beyond, they are only counted.
pub const FAILING_IDS_MAX: usize = 1_000_000;

/// How many different reasons are told apart in a table; more come under one.
pub const REASONS_MAX: usize = 1_000;

/// Why documents fail, and which.
#[derive(Clone, Debug, Default)]
pub struct Reasons {
    by_reason: BTreeMap<Reason, FailingDocuments>,
    named: usize,
}

/// What is wrong with documents.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reason {
    /// The kind of reason, as one fixed word.
    pub code: &'static str,
    /// The value that is to blame, elements of arrays as `[]`; empty for the whole document.
    pub path: String,
    /// What is wrong with it.
    pub text: String,
}

/// The documents that fail for one reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FailingDocuments {
    /// How many.
    pub count: u64,
    /// Their ids, in the order of the file; all of them, unless there are very many.
    pub ids: Vec<DocumentId>,
}

impl Reasons {
    pub(super) fn note(&mut self, id: DocumentId, code: &'static str, path: &Path, text: &str) {
        self.note_shown(id, code, &path.to_string(), text);
    }

    /// As [`note`](Self::note), where the path is text by now.
    /// Which element of an array it was differs from document to document, so that is left out.
    pub(super) fn note_shown(
        &mut self,
        id: DocumentId,
        code: &'static str,
        path: &str,
        text: &str,
    ) {
        let mut shown = String::new();
        let mut is_index = false;
        for c in path.chars() {
            is_index = (is_index || c == '[') && c != ']';
            if !is_index || c == '[' {
                shown.push(c);
            }
        }
        let reason = Reason { code, path: shown, text: text.to_owned() };
        self.add(reason, FailingDocuments { count: 1, ids: vec![id] });
    }

    /// Adds those of later documents.
    pub(super) fn merge(&mut self, later: Self) {
        for (reason, documents) in later.by_reason {
            self.add(reason, documents);
        }
    }

    fn add(&mut self, reason: Reason, mut more: FailingDocuments) {
        let is_known = self.by_reason.contains_key(&reason);
        let reason = if is_known || self.by_reason.len() < REASONS_MAX {
            reason
        } else {
            let text = "a reason of its own, beyond those that are told apart".to_owned();
            Reason { path: String::new(), text, ..reason }
        };
        more.ids.truncate(FAILING_IDS_MAX - self.named);
        self.named += more.ids.len();
        let documents = self.by_reason.entry(reason).or_default();
        documents.count += more.count;
        documents.ids.append(&mut more.ids);
    }

    /// The reasons with their documents, those of most documents first.
    pub fn by_count(&self) -> Vec<(&Reason, &FailingDocuments)> {
        let mut reasons: Vec<_> = self.by_reason.iter().collect();
        reasons.sort_by_key(|(_, documents)| Reverse(documents.count));
        reasons
    }

    /// How many documents fail.
    pub fn count(&self) -> u64 {
        self.by_reason.values().map(|documents| documents.count).sum()
    }

    /// Every id that is named, in no particular order.
    pub fn ids(&self) -> impl Iterator<Item = DocumentId> {
        self.by_reason.values().flat_map(|documents| documents.ids.iter().copied())
    }
}
