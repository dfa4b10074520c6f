//! What is found about a stored document, and what becomes of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use crate::convert::Encoded;
use crate::name::FieldName;
use crate::path::{Path, Segment};
use crate::transition::{Effect, Refusal};
use crate::validator::{Failure, Reason};
use crate::version::VersionNumber;

/// Which version a stored document is of.
#[derive(Clone, Debug, PartialEq)]
pub enum Classification {
    /// The newest; it is never rewritten.
    Current,
    /// An older one.
    Old {
        /// The newest version that accepts it.
        version: VersionNumber,
    },
    /// An older one, with fields beside it that only later versions have.
    Hybrid {
        /// The version of the rest.
        version: VersionNumber,
        /// The fields to set aside, each with the version after whose step it is put back.
        aside: BTreeMap<FieldName, VersionNumber>,
    },
    /// None that could be carried.
    Quarantined(Quarantined),
}

/// What becomes of a stored document.
#[derive(Clone, Debug, PartialEq)]
pub enum CarryOutcome {
    /// Nothing: it is of the newest version.
    Current,
    /// It is replaced by this, and the effects happen in the same transaction.
    Carried(Carried),
    /// It stays untouched in its table and is listed.
    Quarantined(Quarantined),
}

/// A document carried to a later version.
#[derive(Clone, Debug, PartialEq)]
pub struct Carried {
    /// The version that the stored document was of.
    pub old: VersionNumber,
    /// The version that it is of now: the last of its pass.
    pub new: VersionNumber,
    /// The document to store.
    pub document: Encoded,
    /// What else happens, in order.
    pub effects: Vec<Effect>,
    /// What was special about it, where it was a hybrid.
    pub hybrid: Option<HybridNote>,
}

impl Carried {
    /// Whether the document is deleted instead of replaced.
    pub fn deletes_self(&self) -> bool {
        self.effects.contains(&Effect::DeleteSelf)
    }
}

/// How a hybrid was carried, to be counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HybridNote {
    /// Fields that were set aside and put back.
    pub aside: BTreeSet<FieldName>,
    /// Those of them for which the old shape gave another value, which is lost: where both shapes
    /// of a field are present the new one wins, also over a later write of the old one.
    pub replaced: BTreeSet<FieldName>,
}

/// Why a document is neither current nor carried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quarantined {
    /// The kind of reason.
    pub code: QuarantineCode,
    /// The version that the document was taken for, where it could be told.
    pub version: Option<VersionNumber>,
    /// Where in the document; the root where that can't be said.
    pub path: Path,
    /// The reason, naming fields and types and, unless the user's function does, no stored value.
    pub reason: String,
}

impl fmt::Display for Quarantined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.code)?;
        if !self.path.is_root() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.reason)
    }
}

/// The kinds of reason for which a document is quarantined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum QuarantineCode {
    /// A transition refuses it, or what it gave isn't valid.
    Refused,
    /// A mix of versions that can't be told apart.
    Hybrid,
    /// No declared version accepts it.
    UnknownShape,
    /// Its marker names a version that doesn't accept it, or none.
    MarkedInvalid,
}

impl QuarantineCode {
    /// Every code.
    pub const ALL: [Self; 4] =
        [Self::Refused, Self::Hybrid, Self::UnknownShape, Self::MarkedInvalid];

    /// The code as one fixed word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Hybrid => "hybrid",
            Self::UnknownShape => "unknown_shape",
            Self::MarkedInvalid => "marked_invalid",
        }
    }
}

impl fmt::Display for QuarantineCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that is no quarantine code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no quarantine code")]
pub struct UnknownQuarantineCode(pub String);

impl FromStr for QuarantineCode {
    type Err = UnknownQuarantineCode;

    fn from_str(word: &str) -> Result<Self, UnknownQuarantineCode> {
        let code = Self::ALL.into_iter().find(|code| code.as_str() == word);
        code.ok_or_else(|| UnknownQuarantineCode(word.to_owned()))
    }
}

impl Quarantined {
    /// A document of `version` that its transition refuses.
    pub(crate) fn refused(version: VersionNumber, refusal: Refusal) -> Self {
        let Refusal { path, reason } = refusal;
        Self { code: QuarantineCode::Refused, version: Some(version), path, reason }
    }

    /// A document that isn't valid where it has to be; `why` introduces what is wrong.
    pub(super) fn invalid(
        code: QuarantineCode,
        version: VersionNumber,
        why: &str,
        failure: Failure,
    ) -> Self {
        let (path, what) = locate(failure);
        Self { code, version: Some(version), path, reason: format!("{why}: {what}") }
    }
}

/// The path to the leaf that is wrong, and what is wrong with it.
pub(super) fn locate(failure: Failure) -> (Path, String) {
    let Failure { mut path, reason } = failure;
    match &reason {
        Reason::MissingField { field } => {
            path.0.push(Segment::Field(field.as_str().to_owned()));
            (path, "the field is missing and isn't optional".to_owned())
        }
        Reason::ExtraField { field, .. } => {
            path.0.push(Segment::Field(field.clone()));
            (path, "the field isn't declared".to_owned())
        }
        _ => {
            let what = Failure { path: Path::default(), reason }.to_string();
            (path, what)
        }
    }
}
