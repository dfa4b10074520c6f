//! Whether telling versions apart needs to know which table an id is of.
//!
//! Outside the database an id is a string. Where one version has an id and another has text or an
//! id of another table in the same place, only the deployment can tell which it is.

use std::collections::BTreeSet;

use crate::history::TableHistory;
use crate::transition::{Carry, DocumentCarry, ObjectCarry, Origin, VariantMatch, VariantOrigin};
use crate::validator::Validator;
use crate::value::Value;

/// Whether some document of the table can't be told from one of another version otherwise.
pub(super) fn ids_matter(history: &TableHistory) -> bool {
    let documents: Vec<_> = history.versions().iter().map(|version| &version.document).collect();
    let between_versions = documents.iter().enumerate().any(|(at, old)| {
        documents[at + 1..].iter().any(|new| differ_by_id(&flat([*old]), &flat([*new])))
    });
    between_versions
        || history.transitions().iter().any(|transition| match &transition.carry {
            DocumentCarry::Fields(fields) => in_object(fields),
            DocumentCarry::Whole => false,
        })
}

fn in_object(object: &ObjectCarry) -> bool {
    object.fields.iter().any(|field| match &field.origin {
        Origin::Kept { carry, .. } | Origin::Renamed { carry, .. } => in_carry(carry),
        Origin::Added(_) | Origin::Changed { .. } => false,
    })
}

fn in_carry(carry: &Carry) -> bool {
    match carry {
        Carry::AsStored => false,
        Carry::Object(object) => in_object(object),
        Carry::Elements(inner) | Carry::Values(inner) | Carry::Nullable(inner) => in_carry(inner),
        Carry::Union(union) => {
            let accepted: Vec<_> = union
                .variants
                .iter()
                .filter_map(|variant| match &variant.old {
                    VariantMatch::Accepts(validator) => Some(flat([validator])),
                    VariantMatch::Literal(_) | VariantMatch::Tag { .. } => None,
                })
                .collect();
            let between_variants = accepted
                .iter()
                .enumerate()
                .any(|(at, one)| accepted[at + 1..].iter().any(|other| differ_by_id(one, other)));
            between_variants
                || union.variants.iter().any(|variant| match &variant.origin {
                    VariantOrigin::Kept(carry) => in_carry(carry),
                    VariantOrigin::Retagged { carry, .. } => carry.as_ref().is_some_and(in_object),
                    VariantOrigin::Literal(_) | VariantOrigin::Fill { .. } => false,
                })
        }
    }
}

/// Members of unions, none of which is a union.
fn flat<'v>(validators: impl IntoIterator<Item = &'v Validator>) -> Vec<&'v Validator> {
    validators
        .into_iter()
        .flat_map(|validator| match validator {
            Validator::Union(members) => flat(members),
            other => vec![other],
        })
        .collect()
}

fn differ_by_id(a: &[&Validator], b: &[&Validator]) -> bool {
    let is_any = |members: &[&Validator]| members.contains(&&Validator::Any);
    if is_any(a) || is_any(b) {
        return is_any(a) != is_any(b) && a.iter().chain(b).any(|member| has_id(member));
    }
    if texts(a).differ_by_id(&texts(b)) {
        return true;
    }
    let inner = |members: &[&'_ Validator], part: fn(&Validator) -> Option<&Validator>| {
        members.iter().copied().filter_map(part).cloned().collect::<Vec<_>>()
    };
    let parts: [fn(&Validator) -> Option<&Validator>; 3] = [element, record_key, record_value];
    parts.into_iter().any(|part| {
        let (a, b) = (inner(a, part), inner(b, part));
        !a.is_empty() && !b.is_empty() && differ_by_id(&flat(&a), &flat(&b))
    }) || objects_differ(a, b)
}

fn objects_differ(a: &[&Validator], b: &[&Validator]) -> bool {
    let names: BTreeSet<_> = a
        .iter()
        .filter_map(|member| match member {
            Validator::Object(object) => Some(object.fields.keys()),
            _ => None,
        })
        .flatten()
        .collect();
    let field = |members: &[&Validator], name| {
        let fields = members.iter().filter_map(|member| match member {
            Validator::Object(object) => object.fields.get(name).map(|field| &field.validator),
            _ => None,
        });
        fields.cloned().collect::<Vec<_>>()
    };
    names.into_iter().any(|name| {
        let (a, b) = (field(a, name), field(b, name));
        !b.is_empty() && differ_by_id(&flat(&a), &flat(&b))
    })
}

fn element(validator: &Validator) -> Option<&Validator> {
    match validator {
        Validator::Array(element) => Some(element),
        _ => None,
    }
}

fn record_key(validator: &Validator) -> Option<&Validator> {
    match validator {
        Validator::Record(record) => Some(&record.keys),
        _ => None,
    }
}

fn record_value(validator: &Validator) -> Option<&Validator> {
    match validator {
        Validator::Record(record) => Some(&record.values),
        _ => None,
    }
}

fn has_id(validator: &Validator) -> bool {
    match validator {
        Validator::Id(_) => true,
        Validator::Array(element) => has_id(element),
        Validator::Record(record) => has_id(&record.keys) || has_id(&record.values),
        Validator::Object(object) => object.fields.values().any(|field| has_id(&field.validator)),
        Validator::Union(members) => members.iter().any(has_id),
        Validator::Null
        | Validator::Float64
        | Validator::Int64
        | Validator::CommitTs
        | Validator::Boolean
        | Validator::String
        | Validator::Bytes
        | Validator::Any
        | Validator::Literal(_) => false,
    }
}

/// Which texts some validators accept.
#[derive(PartialEq, Eq)]
struct Texts<'v> {
    every: bool,
    ids_of: BTreeSet<&'v str>,
    literals: BTreeSet<&'v str>,
}

fn texts<'v>(members: &[&'v Validator]) -> Texts<'v> {
    let mut texts = Texts { every: false, ids_of: BTreeSet::new(), literals: BTreeSet::new() };
    for member in members {
        match member {
            Validator::String => texts.every = true,
            Validator::Id(table) => {
                texts.ids_of.insert(table.as_str());
            }
            Validator::Literal(literal) => {
                if let Value::String(text) = literal.value() {
                    texts.literals.insert(text);
                }
            }
            _ => {}
        }
    }
    texts
}

impl Texts<'_> {
    fn is_empty(&self) -> bool {
        !self.every && self.ids_of.is_empty() && self.literals.is_empty()
    }

    fn differ_by_id(&self, other: &Self) -> bool {
        let has_ids = !self.ids_of.is_empty() || !other.ids_of.is_empty();
        // Where both take every text, nothing hangs on what an id is.
        let both = self.every && other.every;
        has_ids && !both && !self.is_empty() && !other.is_empty() && self != other
    }
}
