//! What to change in the current types once the old ones have a module of their own.

use crate::frozen::{FrozenVersion, RolesOf};
use crate::shape::TypeName;

use super::path::ident;
use super::{BumpFacts, copied, document};

/// A change to make by hand in one of the current types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurrentLine {
    /// The type.
    pub of: TypeName,
    /// The attribute that it needs.
    pub attribute: String,
    /// Words of the version that was, which no longer hold: `moved(priority)`, the role of a field.
    pub outdated: Vec<String>,
}

/// The attribute lines for the current struct and for nested types that differ.
///
/// The document comes first.
pub fn current_lines(frozen: &FrozenVersion, facts: &BumpFacts) -> Vec<CurrentLine> {
    let mut lines: Vec<CurrentLine> = copied(frozen, facts)
        .map(|(name, _)| {
            let from = format!("{}::{}", facts.module, ident(name.last()));
            let attribute = if Some(name) == document(frozen) {
                format!(
                    "#[schema(table = {:?}, version = {}, from = {from})]",
                    frozen.name.table.as_str(),
                    frozen.name.version.0.saturating_add(1)
                )
            } else {
                format!("#[schema(from = {from})]")
            };
            CurrentLine { of: name.clone(), attribute, outdated: outdated(frozen, name) }
        })
        .collect();
    let last = lines.len().saturating_sub(1);
    lines.rotate_left(last);
    lines
}

fn outdated(frozen: &FrozenVersion, name: &TypeName) -> Vec<String> {
    let Some(all) = &frozen.rust.roles else { return Vec::new() };
    let Some(roles) = all.types.get(name) else { return Vec::new() };
    let mut words = Vec::new();
    let mut list = |word: &str, names: &[String]| {
        if !names.is_empty() {
            words.push(format!("{word}({})", names.join(", ")));
        }
    };
    match &roles.of {
        RolesOf::Object(roles) => {
            list("moved", &roles.moved);
            list("dropped", &roles.dropped);
            words.extend(roles.fields.keys().map(|field| format!("the role of `{field}`")));
        }
        RolesOf::Union(roles) => {
            list("dropped", &roles.dropped);
            words.extend(roles.variants.keys().map(|variant| format!("the role of `{variant}`")));
        }
        RolesOf::Whole => {}
    }
    if Some(name) == document(frozen) {
        words.extend((!all.effects.is_empty()).then(|| "effects(...)".to_owned()));
        words.extend((!all.reads.is_empty()).then(|| "reads(...)".to_owned()));
    }
    words
}
