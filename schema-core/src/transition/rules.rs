//! The rules of a transition as text, entry by entry: what is compared to notice an edit.
//!
//! Ledgers keep these texts, so a text never changes its meaning and no release rewords one: a text
//! that differs means a rule that differs.

use std::collections::BTreeMap;

use crate::value::Value;

use super::{
    Carry, DeclaredEffects, DocumentCarry, ObjectCarry, Origin, Supply, TransitionDef, UnionCarry,
    VariantMatch, VariantOrigin,
};

impl TransitionDef {
    /// Everything that decides what becomes of a document, but for the bodies of user functions: a
    /// text for each place that isn't simply kept, in the order of their places.
    ///
    /// A place is a stored field (`profile.city`, `tags[]`, `kind<Draft>`), or one of the words
    /// `(document)`, `(inserts)`, `(ensures)`, `(deletes_self)`, `(effects_for_old_only)` and
    /// `(reads)`, which can't be names of fields. A field that is kept as it is stored has no entry.
    pub fn rules(&self) -> BTreeMap<String, String> {
        let mut rules = BTreeMap::new();
        match &self.carry {
            DocumentCarry::Fields(carry) => object("", carry, &mut rules),
            DocumentCarry::Whole => {
                rules.insert("(document)".to_owned(), "carried whole".to_owned());
            }
        }
        effects(&self.effects, &mut rules);
        if !self.reads.is_empty() {
            rules.insert("(reads)".to_owned(), listed(&self.reads));
        }
        rules
    }
}

fn effects(effects: &DeclaredEffects, rules: &mut BTreeMap<String, String>) {
    let DeclaredEffects { inserts, ensures, deletes_self, for_old_only } = effects;
    if !inserts.is_empty() {
        rules.insert("(inserts)".to_owned(), listed(inserts));
    }
    if !ensures.is_empty() {
        let ensures = ensures.iter().map(|(version, index)| format!("{version} = {index}"));
        rules.insert("(ensures)".to_owned(), listed(ensures));
    }
    for (word, is_set) in [("deletes_self", deletes_self), ("effects_for_old_only", for_old_only)] {
        if *is_set {
            rules.insert(format!("({word})"), "yes".to_owned());
        }
    }
}

fn listed(names: impl IntoIterator<Item: ToString>) -> String {
    names.into_iter().map(|name| name.to_string()).collect::<Vec<_>>().join(", ")
}

fn object(place: &str, carry: &ObjectCarry, rules: &mut BTreeMap<String, String>) {
    let inner = |name: &str| {
        if place.is_empty() { name.to_owned() } else { format!("{place}.{name}") }
    };
    for field in &carry.fields {
        let place = inner(field.new.as_str());
        let (rule, carried) = match &field.origin {
            Origin::Kept { carry, under_another_type: false } => (None, Some(carry)),
            Origin::Kept { carry, under_another_type: true } => {
                (Some("kept".to_owned()), Some(carry))
            }
            Origin::Renamed { old, carry } => (Some(format!("renamed_from = {old}")), Some(carry)),
            Origin::Added(supply) => (Some(format!("added, {}", supplied(supply))), None),
            Origin::Changed { supply, keep_valid } => {
                let keeps = if *keep_valid { ", keep_valid" } else { "" };
                (Some(format!("changed, {}{keeps}", supplied(supply))), None)
            }
        };
        if let Some(carry) = carried {
            value(&place, carry, rules);
        }
        if let Some(rule) = rule {
            rules.insert(place, rule);
        }
    }
    for (names, rule) in [(&carry.moved, "moved"), (&carry.dropped, "dropped")] {
        for name in names {
            // A name that is dropped and added anew has both rules.
            let rules = rules.entry(inner(name.as_str())).or_default();
            if !rules.is_empty() {
                rules.push_str("; ");
            }
            rules.push_str(rule);
        }
    }
}

fn value(place: &str, carry: &Carry, rules: &mut BTreeMap<String, String>) {
    match carry {
        Carry::AsStored => {}
        Carry::Object(carry) => object(place, carry, rules),
        Carry::Union(carry) => union(place, carry, rules),
        Carry::Elements(carry) => value(&format!("{place}[]"), carry, rules),
        Carry::Values(carry) => value(&format!("{place}{{}}"), carry, rules),
        Carry::Nullable(carry) => value(place, carry, rules),
    }
}

fn union(place: &str, carry: &UnionCarry, rules: &mut BTreeMap<String, String>) {
    for variant in &carry.variants {
        // Names in Rust may change where stored values stay.
        let old = match &variant.old {
            VariantMatch::Literal(literal) => constant(literal.value()),
            VariantMatch::Tag { field, value } => {
                format!("{field} = {}", constant(&Value::String(value.clone())))
            }
            VariantMatch::Accepts(validator) => validator.to_json().to_string(),
        };
        let place = format!("{place}<{old}>");
        match &variant.origin {
            VariantOrigin::Kept(carry) => value(&place, carry, rules),
            VariantOrigin::Literal(literal) => {
                let rule = format!("becomes {}", constant(literal.value()));
                rules.insert(place, rule);
            }
            VariantOrigin::Retagged { field, value, carry } => {
                if let Some(carry) = carry {
                    object(&place, carry, rules);
                }
                if !variant.keeps_its_tag() {
                    let tag = constant(&Value::String(value.clone()));
                    rules.insert(place, format!("becomes {field} = {tag}"));
                }
            }
            VariantOrigin::Fill { dropped } => {
                let rule = if *dropped { "dropped" } else { "changed" };
                rules.insert(place, rule.to_owned());
            }
        }
    }
}

fn supplied(supply: &Supply) -> String {
    match supply {
        Supply::Fill => "computed by fill".to_owned(),
        Supply::Default(value) => format!("default = {}", constant(value)),
        Supply::Absent => "absent".to_owned(),
    }
}

fn constant(value: &Value) -> String {
    value.to_canonical()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::name::{FieldName, IndexName, TableName};
    use crate::transition::{FieldCarry, VariantCarry};
    use crate::validator::Validator;
    use crate::version::{VersionName, VersionNumber};

    fn name(name: &str) -> FieldName {
        FieldName::from_checked(name)
    }

    fn version(table: &str) -> VersionName {
        VersionName { table: TableName::from_checked(table), version: VersionNumber(1) }
    }

    fn transition(carry: DocumentCarry) -> TransitionDef {
        TransitionDef { carry, ..TransitionDef::hollow(VersionNumber(1), VersionNumber(2)) }
    }

    fn with(origin: Origin) -> ObjectCarry {
        let fields = vec![FieldCarry { new: name("a"), origin }];
        ObjectCarry { fields, moved: Vec::new(), dropped: Vec::new(), fill: None }
    }

    fn kept(carry: Carry) -> Origin {
        Origin::Kept { carry, under_another_type: false }
    }

    fn default(number: f64) -> Supply {
        Supply::Default(Value::Float64(number))
    }

    /// Origins that differ from each other in one thing at a time.
    fn origins() -> Vec<Origin> {
        let changed = |supply, keep_valid| Origin::Changed { supply, keep_valid };
        let renamed = |old| Origin::Renamed { old: name(old), carry: Carry::AsStored };
        vec![
            kept(Carry::AsStored),
            Origin::Kept { carry: Carry::AsStored, under_another_type: true },
            renamed("b"),
            renamed("c"),
            Origin::Added(Supply::Fill),
            Origin::Added(Supply::Absent),
            Origin::Added(default(1.0)),
            Origin::Added(default(2.0)),
            Origin::Added(default(0.0)),
            Origin::Added(default(-0.0)),
            Origin::Added(Supply::Default(Value::Int64(1))),
            Origin::Added(Supply::Default(Value::String("1".to_owned()))),
            changed(Supply::Fill, false),
            changed(Supply::Fill, true),
            changed(default(1.0), false),
            changed(default(1.0), true),
        ]
    }

    /// Unions that differ from each other in one thing at a time.
    fn unions() -> Vec<UnionCarry> {
        let tag = |value: &str| VariantMatch::Tag { field: name("kind"), value: value.to_owned() };
        let tagged = |field, value: &str, carry| VariantOrigin::Retagged {
            field: name(field),
            value: value.to_owned(),
            carry,
        };
        let literal = |text| VariantMatch::Literal(crate::validator::Literal::string(text));
        let becomes = |text| VariantOrigin::Literal(crate::validator::Literal::string(text));
        let added = || with(Origin::Added(Supply::Fill));
        let object = Carry::Object(Box::new(added()));
        [
            (literal("low"), becomes("1")),
            (literal("low"), becomes("2")),
            (literal("high"), becomes("1")),
            (literal("low"), VariantOrigin::Fill { dropped: false }),
            (literal("low"), VariantOrigin::Fill { dropped: true }),
            (tag("note"), VariantOrigin::Kept(object.clone())),
            (tag("draft"), VariantOrigin::Kept(object)),
            (tag("note"), tagged("kind", "text", None)),
            (tag("note"), tagged("kind", "memo", None)),
            (tag("note"), tagged("is", "memo", None)),
            (tag("note"), tagged("kind", "memo", Some(added()))),
            (VariantMatch::Accepts(Validator::String), VariantOrigin::Fill { dropped: true }),
            (VariantMatch::Accepts(Validator::Boolean), VariantOrigin::Fill { dropped: true }),
        ]
        .map(|(old, origin)| {
            let variants = vec![VariantCarry { ident: "A".to_owned(), old, origin }];
            UnionCarry { variants, fill: None }
        })
        .into()
    }

    /// Transitions that differ from each other in one thing at a time, at every place where it can be.
    fn transitions() -> Vec<TransitionDef> {
        let nothing = || with(kept(Carry::AsStored));
        let fields = |carry| transition(DocumentCarry::Fields(carry));
        let mut all = vec![transition(DocumentCarry::Whole)];
        all.extend(origins().into_iter().map(|origin| fields(with(origin))));
        let inside = |carry: Carry| {
            [carry.clone(), carry.clone().in_array(), carry.in_record()]
                .map(|carry| fields(with(kept(carry))))
        };
        // What is kept as it is is the same at every place, and it is there already.
        for origin in origins().into_iter().skip(1) {
            all.extend(inside(Carry::Object(Box::new(with(origin)))));
        }
        for union in unions() {
            all.extend(inside(Carry::Union(Box::new(union))));
        }
        for (moved, dropped) in [(vec!["b"], vec![]), (vec![], vec!["b"]), (vec!["c"], vec!["b"])] {
            let names = |names: Vec<&str>| names.into_iter().map(name).collect();
            all.push(fields(ObjectCarry {
                moved: names(moved),
                dropped: names(dropped),
                ..nothing()
            }));
        }
        let index = |index| IndexName::from_checked(index);
        for effects in [
            DeclaredEffects { inserts: [version("b")].into(), ..DeclaredEffects::default() },
            DeclaredEffects {
                inserts: [version("b"), version("c")].into(),
                ..DeclaredEffects::default()
            },
            DeclaredEffects {
                ensures: [(version("b"), index("by_x"))].into(),
                ..DeclaredEffects::default()
            },
            DeclaredEffects {
                ensures: [(version("b"), index("by_y"))].into(),
                ..DeclaredEffects::default()
            },
            DeclaredEffects { deletes_self: true, ..DeclaredEffects::default() },
            DeclaredEffects { for_old_only: true, ..DeclaredEffects::default() },
        ] {
            all.push(TransitionDef { effects, ..fields(nothing()) });
        }
        for reads in [vec!["b"], vec!["c"], vec!["b", "c"]] {
            let reads = reads.into_iter().map(version).collect();
            all.push(TransitionDef { reads, ..fields(nothing()) });
        }
        all
    }

    #[test]
    fn whatever_is_edited_shows() {
        let all: Vec<_> = transitions().iter().map(TransitionDef::rules).collect();
        let distinct: BTreeSet<_> = all.iter().collect();
        let twice: Vec<_> = distinct
            .iter()
            .filter(|rules| all.iter().filter(|other| **other == ***rules).count() > 1)
            .collect();
        assert!(twice.is_empty(), "{twice:#?}");
        assert!(all.len() > 100, "{}", all.len());
    }

    #[test]
    fn the_texts_stay_as_ledgers_have_them() {
        let address = ObjectCarry {
            fields: vec![
                FieldCarry { new: name("city"), origin: kept(Carry::AsStored) },
                FieldCarry { new: name("zip"), origin: Origin::Added(default(1.0)) },
            ],
            moved: vec![name("street")],
            dropped: vec![name("zip")],
            fill: None,
        };
        let addresses = Carry::Object(Box::new(address)).in_array();
        let carry = ObjectCarry {
            fields: vec![
                FieldCarry {
                    new: name("homes"),
                    origin: Origin::Renamed { old: name("addresses"), carry: addresses },
                },
                FieldCarry {
                    new: name("kind"),
                    origin: kept(Carry::Union(Box::new(unions().swap_remove(0)))),
                },
                FieldCarry {
                    new: name("size"),
                    origin: Origin::Changed { supply: Supply::Fill, keep_valid: true },
                },
            ],
            moved: Vec::new(),
            dropped: Vec::new(),
            fill: None,
        };
        let effects = DeclaredEffects {
            ensures: [(version("b"), IndexName::from_checked("by_x"))].into(),
            deletes_self: true,
            ..DeclaredEffects::default()
        };
        let reads = [version("c"), version("d")].into();
        let rules =
            TransitionDef { effects, reads, ..transition(DocumentCarry::Fields(carry)) }.rules();
        let rules: Vec<_> = rules.iter().map(|(place, rule)| format!("{place}: {rule}")).collect();
        assert_eq!(
            rules,
            [
                "(deletes_self): yes",
                "(ensures): b@1 = by_x",
                "(reads): c@1, d@1",
                "homes: renamed_from = addresses",
                "homes[].street: moved",
                "homes[].zip: added, default = 1; dropped",
                "kind<\"low\">: becomes \"1\"",
                "size: changed, computed by fill, keep_valid",
            ]
        );
    }
}
