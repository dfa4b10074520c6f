//! Tells which version a stored document is of: by its marker where the table has one, else by
//! which validators accept it.

use std::ops::Range;

use crate::name::FieldName;
use crate::path::{Path, Segment};
use crate::transition::StoredDocument;
use crate::validator::{Failure, TableNumbers, Validator};
use crate::value::{Object, Value};
use crate::version::{TableVersion, VersionNumber};

use super::TableHistory;
use super::outcome::{Classification, QuarantineCode, Quarantined};

/// One document in front of its table's history.
#[derive(Clone, Copy)]
pub(super) struct Seen<'a> {
    pub(super) history: &'a TableHistory,
    pub(super) fields: &'a Object,
    pub(super) ids: &'a dyn TableNumbers,
}

impl TableHistory {
    /// Tells which version `document` is of.
    ///
    /// A document that the newest version accepts is current, whatever else accepts it. Otherwise it
    /// is of the newest version that accepts it, or a hybrid of the newest that accepts it without
    /// the fields that only later versions have. Where the newest version is marked, the marker
    /// alone decides, and its absence leaves the versions before the first marked one.
    pub fn classify(&self, document: &StoredDocument, ids: &impl TableNumbers) -> Classification {
        let seen = Seen { history: self, fields: &document.fields, ids };
        match &self.newest().version_field {
            None => seen.by_shape(),
            Some(marker) => seen.by_marker(marker),
        }
    }
}

impl TableHistory {
    /// Whether a document is surely current, told by its canonical text alone; where this says no,
    /// [`classify`](Self::classify) tells what it is.
    pub fn is_surely_current(&self, canonical: &str, ids: &impl TableNumbers) -> bool {
        self.proof().is_some_and(|valid| valid.surely_accepts_canonical(canonical, ids))
    }

    /// The validator that accepts current documents alone, where there is one.
    pub fn proof(&self) -> Option<&Validator> {
        let newest = self.newest();
        // Where there is a marker, it is the marker that is to be looked at.
        newest.version_field.is_none().then_some(&newest.document)
    }

    /// Whether the version with this number accepts `document` as it is, whatever other versions do.
    pub fn accepts(
        &self,
        version: VersionNumber,
        document: &StoredDocument,
        ids: &impl TableNumbers,
    ) -> bool {
        let seen = Seen { history: self, fields: &document.fields, ids };
        self.position(version).is_some_and(|at| seen.accepted_by(at))
    }
}

impl Seen<'_> {
    fn by_shape(self) -> Classification {
        let newest = self.history.versions.len() - 1;
        if self.accepted_by(newest) {
            return Classification::Current;
        }
        let among = 0..newest;
        self.old(among.clone())
            .unwrap_or_else(|| Classification::Quarantined(self.unknown(among, None)))
    }

    fn by_marker(self, marker: &FieldName) -> Classification {
        let versions = &self.history.versions;
        let is_marked = |version: &TableVersion| version.version_field.as_ref() == Some(marker);
        let Some(stored) = self.fields.get(marker.as_str()) else {
            let unmarked = 0..versions.iter().position(is_marked).unwrap_or(versions.len());
            return self.old(unmarked.clone()).unwrap_or_else(|| self.unmarked(unmarked, marker));
        };
        let named = versions.iter().position(|version| {
            is_marked(version) && *stored == Value::Float64(f64::from(version.name.version.0))
        });
        let Some(at) = named else {
            return Classification::Quarantined(Quarantined {
                code: QuarantineCode::MarkedInvalid,
                version: None,
                path: Path(vec![Segment::Field(marker.as_str().to_owned())]),
                reason: format!(
                    "the marker is the number of no declared version ({})",
                    self.declared(is_marked)
                ),
            });
        };
        let is_newest = at == versions.len() - 1;
        match self.failure(at) {
            None if is_newest => Classification::Current,
            // What the marker calls new is never carried: it would be transformed twice.
            Some(failure) if is_newest => self.marked_invalid(at, failure),
            None => Classification::Old { version: versions[at].name.version },
            Some(failure) => {
                self.old(at..at + 1).unwrap_or_else(|| self.marked_invalid(at, failure))
            }
        }
    }

    /// The newest of these versions that accepts the document, or accepts it as a hybrid; a
    /// quarantine where one would but mustn't.
    fn old(self, among: Range<usize>) -> Option<Classification> {
        let exact = among.clone().rev().find(|at| self.accepted_by(*at));
        if let Some(at) = exact {
            return Some(Classification::Old { version: self.history.versions[at].name.version });
        }
        among.rev().find_map(|at| self.hybrid_of(at))
    }

    fn marked_invalid(self, at: usize, failure: Failure) -> Classification {
        let name = &self.history.versions[at].name;
        let why = format!("marked as {name}, and not valid as that");
        let code = QuarantineCode::MarkedInvalid;
        Classification::Quarantined(Quarantined::invalid(code, name.version, &why, failure))
    }

    fn unmarked(self, among: Range<usize>, marker: &FieldName) -> Classification {
        if among.is_empty() {
            return Classification::Quarantined(Quarantined {
                code: QuarantineCode::MarkedInvalid,
                version: None,
                path: Path(vec![Segment::Field(marker.as_str().to_owned())]),
                reason: "the marker is missing, and the version before the first marked one is no \
                         longer declared"
                    .to_owned(),
            });
        }
        Classification::Quarantined(self.unknown(among, Some(marker)))
    }

    fn declared(self, is_marked: impl Fn(&TableVersion) -> bool) -> String {
        let marked = self.history.versions.iter().filter(|version| is_marked(version));
        let numbers: Vec<String> = marked.map(|version| version.name.version.to_string()).collect();
        numbers.join(", ")
    }

    /// Whether the version at `at` accepts the document as it is.
    fn accepted_by(self, at: usize) -> bool {
        self.history.versions[at].document.accepts_object(self.fields, &self.ids)
    }

    /// What the version at `at` has against the document as it is.
    pub(super) fn failure(self, at: usize) -> Option<Failure> {
        document_failure(&self.history.versions[at].document, self.fields, self.ids)
    }
}

/// What a validator has against a document.
pub(super) fn document_failure(
    validator: &Validator,
    fields: &Object,
    ids: &dyn TableNumbers,
) -> Option<Failure> {
    validator.check_object(fields, &ids).err()
}

/// Everything that a validator has against a document.
pub(super) fn document_failures(
    validator: &Validator,
    fields: &Object,
    ids: &dyn TableNumbers,
) -> Vec<Failure> {
    validator.object_failures(fields, &ids)
}
