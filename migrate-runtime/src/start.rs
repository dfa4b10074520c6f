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
            let mut edited = |version: u32, what| {
                let version = VersionName { table: table.clone(), version: VersionNumber(version) };
                changes.push(RuleChange { version, what });
            };
            if was.old_hash != is.old_hash {
                edited(was.old_version, Changed::Meaning);
            }
            if was.new_hash != is.new_hash {
                edited(*new, Changed::Meaning);
            }
            for what in was.changes(is) {
                edited(*new, what);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> TableName {
        TableName::from_checked("users")
    }

    fn rules(rules: impl IntoIterator<Item = (String, String)>) -> StepRules {
        let transition = TransitionRules {
            old_version: 1,
            old_hash: Digest::of("1"),
            new_hash: Digest::of("2"),
            rules: rules.into_iter().collect(),
        };
        StepRules([(2, transition)].into()).bounded()
    }

    /// As many fields with constants, one of which is this.
    fn many(count: usize, first: &str) -> StepRules {
        let constant = |number: usize| if number == 0 { first } else { "0" };
        rules((0..count).map(|number| {
            (format!("field{number}"), format!("added, default = {}", constant(number)))
        }))
    }

    fn told(was: &StepRules, is: &StepRules) -> Vec<String> {
        was.changes(is, &table()).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn rules_come_back_as_they_were_kept() {
        for rules in [StepRules::default(), many(3, "1"), many(10_000, "1")] {
            let text = rules.to_text();
            assert_eq!(StepRules::from_text(&text).unwrap(), rules);
            assert!(text.len() <= RULES_MAX, "{}", text.len());
        }
    }

    #[test]
    fn each_edit_is_named() {
        let was = many(3, "1");
        assert_eq!(told(&was, &was), Vec::<String>::new());
        assert_eq!(
            told(&was, &many(3, "2")),
            ["`field0` of users@2 was `added, default = 1`, and is `added, default = 2`"]
        );
        assert_eq!(
            told(&was, &many(2, "1")),
            ["`field2` of users@2 was `added, default = 0`, and is kept as stored"]
        );
        let reads = rules([("(reads)".to_owned(), "teams@1".to_owned())]);
        assert_eq!(
            told(&rules([]), &reads),
            ["`reads` of users@2 was not declared, and is `teams@1`"]
        );
    }

    #[test]
    fn an_edited_version_is_named_by_its_number() {
        let was = many(1, "1");
        let edit = |edit: fn(&mut TransitionRules)| {
            let mut is = was.clone();
            is.0.values_mut().for_each(edit);
            told(&was, &is)
        };
        let named =
            |version| [format!("users@{version} itself was edited: it means something else now")];
        assert_eq!(edit(|rules| rules.old_hash = Digest::of("other")), named(1));
        assert_eq!(edit(|rules| rules.new_hash = Digest::of("other")), named(2));
    }

    #[test]
    fn an_edit_shows_where_there_are_too_many_rules_to_keep() {
        let was = many(10_000, "1");
        assert_eq!(told(&was, &many(10_000, "1")), Vec::<String>::new());
        let edited =
            ["the rules of users@2 were edited; they are too many to keep each of them".to_owned()];
        assert_eq!(told(&was, &many(10_000, "2")), edited);
        // Also where the edit itself makes them too many, or few enough.
        assert_eq!(told(&was, &many(3, "1")), edited);
        assert_eq!(told(&many(3, "1"), &was), edited);
    }

    #[test]
    fn a_long_constant_is_kept_by_its_digest() {
        let long = |end: &str| shortened(&format!("{}{end}", "x".repeat(10_000)));
        assert!(long("a").len() < RULE_MAX);
        assert_ne!(long("a"), long("b"));
        assert_eq!(shortened("added, default = 1"), "added, default = 1");
    }
}
