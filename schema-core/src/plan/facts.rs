//! What is known of a deployment before a plan is made.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::diff::{Census, Place};
use crate::name::TableName;

use super::StepId;

/// What is known of a deployment. Gathered before planning, which is pure.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// What is known of each table.
    pub tables: BTreeMap<TableName, TableFacts>,
    /// The steps that the ledger and the manifest say are done.
    pub done: BTreeSet<StepId>,
    /// How long ago the facts were gathered.
    pub age_ms: Option<u64>,
}

/// What is known of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableFacts {
    /// How many documents it has.
    pub documents: Count,
    /// What is stored where text becomes literals, by place.
    pub census: BTreeMap<Place, Census>,
    /// The deployment has a receipt for the newest version, so only narrow is left.
    pub has_receipt: bool,
}

/// How many documents there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Count {
    /// Nobody counted.
    #[default]
    Unknown,
    /// This many.
    Exactly(u64),
    /// This many were seen, and there may be more.
    AtLeast(u64),
}

impl Count {
    /// Whether there is surely none.
    pub fn is_none(self) -> bool {
        self == Self::Exactly(0)
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let documents = |count: u64| if count == 1 { "document" } else { "documents" };
        match *self {
            Self::Unknown => f.write_str("an unknown number of documents"),
            Self::Exactly(count) => write!(f, "{} {}", thousands(count), documents(count)),
            Self::AtLeast(count) => write!(f, "at least {} {}", thousands(count), documents(count)),
        }
    }
}

/// A number with commas: `1,000,000`.
pub(super) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

impl Facts {
    /// What is known of a table; nothing where nobody looked.
    pub(super) fn of(&self, table: &TableName) -> &TableFacts {
        static NOTHING: TableFacts =
            TableFacts { documents: Count::Unknown, census: BTreeMap::new(), has_receipt: false };
        self.tables.get(table).unwrap_or(&NOTHING)
    }
}
