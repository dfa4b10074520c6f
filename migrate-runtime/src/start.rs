//! What a step is begun with: the rules by which it migrates documents, and the program that does.
//!
//! The ledger keeps both, so that a rule that was edited in the middle of a backfill is noticed
//! before some documents follow the old rule and some the new one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use schema_core::declaration::Declaration;
use schema_core::frozen::FrozenFiles;
use schema_core::history::TableHistory;
use schema_core::name::TableName;
use schema_core::transition::TransitionDef;
use schema_core::version::{Meaning, VersionName, VersionNumber};
use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::program::Program;
use crate::run::history;
use crate::step::StepKey;

/// The longest text of a single rule that is kept as it is, in bytes.
const RULE_MAX: usize = 200;

/// The longest text of a step's rules that is kept entry by entry, in bytes: a document of a
/// deployment holds no more than a megabyte, and this is read with each run.
const RULES_MAX: usize = 32 << 10;

/// Stands for all entries of a transition that has too many of them.
const ALL: &str = "(all)";

/// Where a program's rules come from, and which program it is.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a> {
    /// The frozen files beside the declaration: they know versions without their amendments.
    pub frozen: &'a FrozenFiles,
    /// The program.
    pub program: &'a Program,
}

static NO_FILES: FrozenFiles = FrozenFiles::new();

impl Origin<'static> {
    /// A program that nobody knows, without frozen files.
    pub const UNKNOWN: Self = Self { frozen: &NO_FILES, program: Program::UNKNOWN };

    /// The program whose process this is. Whoever has read the frozen files adds them.
    pub const RUNNING: Self = Self { frozen: &NO_FILES, program: Program::RUNNING };
}

/// What a step's documents are written with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    /// The rules.
    pub rules: StepRules,
    /// The digest of the program.
    pub program: Digest,
}

/// The rules of all transitions that a step leads documents through: what can be compared of them.
///
/// The text of it is the same for the same rules, whichever release writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StepRules(
    /// By the number of the version that a transition leads to.
    BTreeMap<u32, TransitionRules>,
);

/// The rules of one transition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct TransitionRules {
    old_version: u32,
    /// The digests of the versions without their amendments, as receipts have them.
    old_hash: Digest,
    new_hash: Digest,
    /// See [`TransitionDef::rules`].
    rules: BTreeMap<String, String>,
}

/// A rule that isn't what it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleChange {
    /// The version that is edited, or whose transition is.
    pub version: VersionName,
    /// What of it.
    pub what: Changed,
}

/// What of a version is edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changed {
    /// What the version means, without its amendments.
    Meaning,
    /// A rule of the transition that leads to it.
    Rule {
        /// The field, or another part of the transition.
        place: String,
        /// The rule that documents were migrated by; nothing where there was none.
        was: Option<String>,
        /// The rule as it is declared now.
        is: Option<String>,
    },
}

impl StepRules {
    /// The rules by which a step migrates documents, as they are declared.
    pub fn of(declaration: &Declaration, frozen: &FrozenFiles, step: &StepKey) -> Self {
        // Nothing is declared of a table whose documents are deleted: there are no rules.
        let Some(history) = history(declaration, &step.table) else { return Self::default() };
        let within =
            |transition: &&TransitionDef| step.old <= transition.old && transition.new <= step.new;
        let rules = history.transitions().iter().filter(within).map(|transition| {
            let rules = TransitionRules::of(history, frozen, &step.table, transition);
            (transition.new.0, rules)
        });
        Self(rules.collect()).bounded()
    }

    /// Fewer and shorter texts where they would be too many to keep.
    fn bounded(mut self) -> Self {
        if self.to_text().len() > RULES_MAX {
            for transition in self.0.values_mut() {
                transition.fold();
            }
        }
        self
    }

    /// The text that ledgers keep.
    pub fn to_text(&self) -> String {
        // Maps with text as keys, numbers and texts: JSON can say them.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads what [`to_text`](Self::to_text) has written.
    ///
    /// # Errors
    ///
    /// Another text.
    pub fn from_text(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// What differs between these rules, by which documents of a table were migrated, and those by
    /// which they would be now. Transitions that only one side knows are nobody's edit.
    pub fn changes(&self, now: &Self, table: &TableName) -> Vec<RuleChange> {
        let mut changes = Vec::new();
        for (new, was) in &self.0 {
            let Some(is) = now.0.get(new) else { continue };
            let mut changed = |version: u32, what| {
                let version = VersionName { table: table.clone(), version: VersionNumber(version) };
                changes.push(RuleChange { version, what });
            };
            if was.old_hash != is.old_hash {
                changed(was.old_version, Changed::Meaning);
            }
            if was.new_hash != is.new_hash {
                changed(*new, Changed::Meaning);
            }
            for what in was.changes(is) {
                changed(*new, what);
            }
        }
        changes
    }
}

impl TransitionRules {
    fn of(
        history: &TableHistory,
        frozen: &FrozenFiles,
        table: &TableName,
        transition: &TransitionDef,
    ) -> Self {
        let hash = |version| {
            original_hash(Some(history), frozen, &VersionName { table: table.clone(), version })
        };
        let shortened = |(place, rule): (String, String)| (shortened(&place), shortened(&rule));
        let mut rules: BTreeMap<_, _> = transition.rules().into_iter().map(shortened).collect();
        let marker = history.version(transition.new).and_then(|new| new.version_field.as_ref());
        if let Some(field) = marker {
            rules.insert("(version_field)".to_owned(), field.to_string());
        }
        Self {
            old_version: transition.old.0,
            old_hash: hash(transition.old),
            new_hash: hash(transition.new),
            rules,
        }
    }

    fn is_folded(&self) -> bool {
        self.rules.contains_key(ALL)
    }

    /// Puts one digest in the place of all entries.
    fn fold(&mut self) {
        if self.is_folded() {
            return;
        }
        let text = serde_json::to_string(&self.rules).unwrap_or_default();
        let digest = format!("{} rules, SHA-256 {}", self.rules.len(), Digest::of(&text));
        self.rules = [(ALL.to_owned(), digest)].into();
    }

    fn changes(&self, now: &Self) -> Vec<Changed> {
        let (mut was, mut is) = (self.clone(), now.clone());
        if was.is_folded() || is.is_folded() {
            was.fold();
            is.fold();
        }
        let places: BTreeSet<_> = was.rules.keys().chain(is.rules.keys()).collect();
        let differs = |place: &&String| was.rules.get(*place) != is.rules.get(*place);
        places
            .into_iter()
            .filter(differs)
            .map(|place| Changed::Rule {
                place: place.clone(),
                was: was.rules.get(place).cloned(),
                is: is.rules.get(place).cloned(),
            })
            .collect()
    }
}

/// A text, or where it is long its length and its digest.
fn shortened(text: &str) -> String {
    if text.len() <= RULE_MAX {
        return text.to_owned();
    }
    format!("{} bytes, SHA-256 {}", text.len(), Digest::of(text))
}

/// The digest of what a version meant at first: amendments don't change it.
pub(crate) fn original_hash(
    history: Option<&TableHistory>,
    frozen: &FrozenFiles,
    name: &VersionName,
) -> Digest {
    let frozen = frozen.get(name).map(|frozen| frozen.original.clone());
    let declared = || history?.version(name.version).map(Meaning::of);
    let meaning = frozen.or_else(declared);
    Digest::of(&meaning.map(|meaning| meaning.to_canonical()).unwrap_or_default())
}

impl fmt::Display for RuleChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { version, what } = self;
        let Changed::Rule { place, was, is } = what else {
            return write!(f, "{version} itself was edited: it means something else now");
        };
        // Words in parentheses are no fields.
        let word = place.strip_prefix('(').and_then(|place| place.strip_suffix(')'));
        match word {
            Some("all") => write!(f, "the rules of {version} were edited")?,
            Some(word) => write!(f, "`{word}` of {version} was ")?,
            None => write!(f, "`{place}` of {version} was ")?,
        }
        if word == Some("all") {
            return f.write_str("; they are too many to keep each of them");
        }
        let absent = if word.is_some() { "not declared" } else { "kept as stored" };
        let shown = |rule: &Option<String>| match rule {
            Some(rule) => format!("`{rule}`"),
            None => absent.to_owned(),
        };
        write!(f, "{}, and is {}", shown(was), shown(is))
    }
}
