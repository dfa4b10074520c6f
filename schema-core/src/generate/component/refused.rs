//! What TypeScript can't say of a transition, by table, version and field.

use std::fmt;

use crate::history::TableHistory;
use crate::path::{Path, Segment};
use crate::transition::{
    Carry, DocumentCarry, ObjectCarry, Origin, Supply, TransitionDef, UnionCarry, VariantOrigin,
};
use crate::version::VersionName;

/// A transition that has no definition, or a part of it, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedTransition {
    /// The version before.
    pub old: VersionName,
    /// The version after.
    pub new: VersionName,
    /// The field of the new version, or the root for the whole document.
    pub path: Path,
    /// Why.
    pub why: NotInTypeScript,
}

/// Why a transition can't be said in TypeScript.
///
/// No variant is called as a type or trait that users see: compilers would write out the path to
/// either in every message.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotInTypeScript {
    /// `fill` computes the value.
    Computed,
    /// The user's `carry` gives the value for some variants of a union.
    CarriedVariants {
        /// Their names in Rust.
        variants: Vec<String>,
    },
    /// The user's `carry` gives every document.
    CarriedWhole,
    /// It inserts, finds or deletes documents.
    HasEffects {
        /// What it does, as it is declared.
        does: Vec<String>,
    },
    /// It reads documents of these tables.
    ReadsDocuments {
        /// The tables, each with its version.
        of: Vec<VersionName>,
    },
    /// A later transition of the table is refused, and nothing ends in the middle.
    LeadsToRefused {
        /// Where that one leads.
        later: VersionName,
    },
}

impl fmt::Display for RefusedTransition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}: ", self.old, self.new)?;
        if !self.path.is_root() {
            write!(f, "`{}` ", self.path.to_string().trim_start_matches('.'))?;
        }
        match &self.why {
            NotInTypeScript::Computed => f.write_str("is computed by `fill`"),
            NotInTypeScript::CarriedVariants { variants } => {
                write!(f, "is given by `carry` where it was {}", list(variants))
            }
            NotInTypeScript::CarriedWhole => f.write_str("every document is given by `carry`"),
            NotInTypeScript::HasEffects { does } => write!(f, "it has effects: {}", list(does)),
            NotInTypeScript::ReadsDocuments { of } => {
                let of: Vec<_> = of.iter().map(ToString::to_string).collect();
                write!(f, "it reads documents of {}", list(&of))
            }
            NotInTypeScript::LeadsToRefused { later } => {
                write!(f, "a migration of {} would go on to {later}, which is refused", self.new)
            }
        }
    }
}

fn list(words: &[String]) -> String {
    let words: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
    words.join(", ")
}

/// Everything that can't be said of a table's transitions, oldest first.
pub(super) fn refused_of(history: &TableHistory) -> Vec<RefusedTransition> {
    let versions = history.versions();
    let steps = versions.iter().zip(&versions[1..]).zip(history.transitions());
    let mut refused = Vec::new();
    // From the newest, because what comes before a refused transition is refused with it.
    let mut later = None;
    for ((old, new), transition) in steps.rev() {
        let (old, new) = (&old.name, &new.name);
        let mut reasons = reasons(transition);
        if reasons.is_empty()
            && let Some(later) = &later
        {
            let why = NotInTypeScript::LeadsToRefused { later: VersionName::clone(later) };
            reasons.push((Path::default(), why));
        }
        if !reasons.is_empty() {
            later = Some(new.clone());
        }
        let named =
            |(path, why)| RefusedTransition { old: old.clone(), new: new.clone(), path, why };
        refused.splice(0..0, reasons.into_iter().map(named));
    }
    refused
}

fn reasons(transition: &TransitionDef) -> Vec<(Path, NotInTypeScript)> {
    let mut reasons = Vec::new();
    let effects = &transition.effects;
    let inserts = effects.inserts.iter().map(|version| format!("insert {version}"));
    let ensures = effects.ensures.iter().map(|(version, _)| format!("ensure {version}"));
    let deletes = effects.deletes_self.then(|| "delete_self".to_owned());
    let does: Vec<_> = inserts.chain(ensures).chain(deletes).collect();
    if !does.is_empty() {
        reasons.push((Path::default(), NotInTypeScript::HasEffects { does }));
    }
    if !transition.reads.is_empty() || transition.reads_fn.is_some() {
        let of = transition.reads.iter().cloned().collect();
        reasons.push((Path::default(), NotInTypeScript::ReadsDocuments { of }));
    }
    match &transition.carry {
        DocumentCarry::Whole => reasons.push((Path::default(), NotInTypeScript::CarriedWhole)),
        DocumentCarry::Fields(object) => in_object(object, &Path::default(), &mut reasons),
    }
    reasons
}

fn in_object(object: &ObjectCarry, at: &Path, reasons: &mut Vec<(Path, NotInTypeScript)>) {
    let mut fields: Vec<_> = object.fields.iter().collect();
    fields.sort_by(|a, b| a.new.cmp(&b.new));
    for field in fields {
        let inside = at.clone().child(Segment::Field(field.new.to_string()));
        match &field.origin {
            Origin::Kept { carry, .. } | Origin::Renamed { carry, .. } => {
                in_carry(carry, &inside, reasons);
            }
            Origin::Added(Supply::Fill) | Origin::Changed { supply: Supply::Fill, .. } => {
                reasons.push((inside, NotInTypeScript::Computed));
            }
            Origin::Added(Supply::Default(_) | Supply::Absent)
            | Origin::Changed { supply: Supply::Default(_) | Supply::Absent, .. } => {}
        }
    }
}

fn in_carry(carry: &Carry, at: &Path, reasons: &mut Vec<(Path, NotInTypeScript)>) {
    match carry {
        Carry::AsStored => {}
        Carry::Object(object) => in_object(object, at, reasons),
        Carry::Union(union) => in_union(union, at, reasons),
        // Which element it is makes no difference, so the way there is told without it.
        Carry::Elements(inner) | Carry::Nullable(inner) => in_carry(inner, at, reasons),
        Carry::Values(inner) => {
            in_carry(inner, &at.clone().child(Segment::RecordValues), reasons);
        }
    }
}

fn in_union(union: &UnionCarry, at: &Path, reasons: &mut Vec<(Path, NotInTypeScript)>) {
    let mut variants = Vec::new();
    for variant in &union.variants {
        match &variant.origin {
            VariantOrigin::Kept(carry) => in_carry(carry, at, reasons),
            VariantOrigin::Retagged { carry: Some(object), .. } => in_object(object, at, reasons),
            VariantOrigin::Retagged { carry: None, .. } | VariantOrigin::Literal(_) => {}
            VariantOrigin::Fill { .. } => variants.push(variant.ident.clone()),
        }
    }
    if !variants.is_empty() {
        reasons.push((at.clone(), NotInTypeScript::CarriedVariants { variants }));
    }
}
