//! Validators with everything that has no meaning taken out of them: the order of a union's
//! members, members named twice, unions inside unions and unions of one.

use crate::validator::{FieldValidator, ObjectValidator, RecordValidator, Validator};

/// The one spelling of all validators that accept the same by the same words.
pub fn normal(validator: &Validator) -> Validator {
    match validator {
        Validator::Array(element) => Validator::Array(Box::new(normal(element))),
        Validator::Record(record) => Validator::Record(Box::new(RecordValidator {
            keys: normal(&record.keys),
            values: normal(&record.values),
        })),
        Validator::Object(object) => Validator::Object(ObjectValidator {
            fields: object
                .fields
                .iter()
                .map(|(name, field)| {
                    let validator = normal(&field.validator);
                    (name.clone(), FieldValidator { validator, optional: field.optional })
                })
                .collect(),
        }),
        Validator::Union(_) => {
            let mut members = Vec::new();
            flatten(validator, &mut members);
            members.sort();
            members.dedup();
            if members.len() == 1 { members.remove(0) } else { Validator::Union(members) }
        }
        Validator::Null
        | Validator::Float64
        | Validator::Int64
        | Validator::CommitTs
        | Validator::Boolean
        | Validator::String
        | Validator::Bytes
        | Validator::Any
        | Validator::Id(_)
        | Validator::Literal(_) => validator.clone(),
    }
}

fn flatten(validator: &Validator, out: &mut Vec<Validator>) {
    match validator {
        Validator::Union(members) => members.iter().for_each(|member| flatten(member, out)),
        other => out.push(normal(other)),
    }
}
