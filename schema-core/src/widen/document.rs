//! The smallest validator of our making that accepts the documents of several versions.

use std::collections::BTreeSet;

use crate::name::FieldName;
use crate::validator::{FieldValidator, ObjectValidator, Validator};

/// Widens documents. Those that are objects are merged field by field, because a live `patch` mixes
/// their fields; where one is a union, its members and the others stand side by side.
pub(super) fn widen_documents<'v>(
    documents: impl Iterator<Item = &'v Validator> + Clone,
) -> Validator {
    let objects = documents.clone().map(|document| match document {
        Validator::Object(object) => Some(object),
        _ => None,
    });
    match objects.collect::<Option<Vec<_>>>() {
        Some(objects) => Validator::Object(merge(&objects)),
        None => widen_types(documents),
    }
}

/// Merges objects: a field is required only if each of them requires it, and of every type that it
/// has in one of them.
fn merge(objects: &[&ObjectValidator]) -> ObjectValidator {
    let names: BTreeSet<&FieldName> =
        objects.iter().flat_map(|object| object.fields.keys()).collect();
    let field = |name: &FieldName| {
        let declared = objects.iter().map(|object| object.fields.get(name));
        let optional = declared.clone().any(|field| field.is_none_or(|field| field.optional));
        let types = declared.flatten().map(|field| &field.validator);
        FieldValidator { validator: widen_types(types), optional }
    };
    let fields = names.into_iter().map(|name| (name.clone(), field(name)));
    ObjectValidator { fields: fields.collect() }
}

/// Widens types as wholes: one that accepts all the others stands alone, else they stand side by
/// side, without those that another one covers. Objects and records inside a document aren't merged,
/// because a write replaces them as wholes.
fn widen_types<'v>(types: impl Iterator<Item = &'v Validator> + Clone) -> Validator {
    let covers = |wide: &&Validator| types.clone().all(|narrow| narrow.is_subset(wide));
    // The newest, where several are as wide: its way of writing it is the one to stay.
    if let Some(widest) = types.clone().filter(covers).last() {
        return widest.clone();
    }
    let mut members = Vec::new();
    for validator in types {
        flatten(validator, &mut members);
    }
    let is_covered = |at: usize| {
        members.iter().enumerate().any(|(other_at, other)| {
            let covers = other_at != at && members[at].is_subset(other);
            covers && (other_at < at || !other.is_subset(members[at]))
        })
    };
    let mut needed: Vec<Validator> =
        (0..members.len()).filter(|at| !is_covered(*at)).map(|at| members[at].clone()).collect();
    if needed.len() == 1 { needed.remove(0) } else { Validator::Union(needed) }
}

fn flatten<'v>(validator: &'v Validator, members: &mut Vec<&'v Validator>) {
    match validator {
        Validator::Union(inner) => inner.iter().for_each(|member| flatten(member, members)),
        other => members.push(other),
    }
}
