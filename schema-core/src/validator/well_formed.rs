//! The rules that hold for every validator, also one that was made in Rust code.

use super::{Validator, ValidatorError, ValidatorReason};
use crate::path::{Path, Segment};

impl Validator {
    /// Finds every place at which Convex would refuse the validator.
    pub fn errors(&self) -> Vec<ValidatorError> {
        let mut errors = Vec::new();
        collect(self, &Path::default(), &mut errors);
        errors
    }
}

/// The keys of a record must be plain text or ids; a literal key would be a field.
pub(super) fn can_be_record_keys(keys: &Validator) -> bool {
    match keys {
        Validator::String | Validator::Id(_) => true,
        Validator::Union(members) => members.iter().all(can_be_record_keys),
        _ => false,
    }
}

pub(super) fn record_keys(keys: &Validator) -> ValidatorReason {
    ValidatorReason::RecordKeys { keys: keys.to_string() }
}

fn collect(validator: &Validator, path: &Path, errors: &mut Vec<ValidatorError>) {
    let mut report = |reason| errors.push(ValidatorError { path: path.clone(), reason });
    match validator {
        Validator::Null
        | Validator::Float64
        | Validator::Int64
        | Validator::CommitTs
        | Validator::Boolean
        | Validator::String
        | Validator::Bytes
        | Validator::Any
        | Validator::Literal(_) => {}
        Validator::Id(table) => {
            if let Err(reason) = schema_names::identifier(table.as_str()) {
                report(ValidatorReason::IdTable { name: table.as_str().to_owned(), reason });
            }
        }
        Validator::Array(element) => {
            collect(element, &path.clone().child(Segment::Index(0)), errors);
        }
        Validator::Record(record) => {
            if !can_be_record_keys(&record.keys) {
                report(record_keys(&record.keys));
            }
            collect(&record.keys, &path.clone().child(Segment::RecordKeys), errors);
            collect(&record.values, &path.clone().child(Segment::RecordValues), errors);
        }
        Validator::Object(object) => {
            for (name, field) in &object.fields {
                let text = name.as_str().to_owned();
                if let Err(reason) = schema_names::field_name(name.as_str()) {
                    let reason = ValidatorReason::FieldName { name: text.clone(), reason };
                    errors.push(ValidatorError { path: path.clone(), reason });
                }
                collect(&field.validator, &path.clone().child(Segment::Field(text)), errors);
            }
        }
        Validator::Union(members) => {
            for member in members {
                collect(member, path, errors);
            }
        }
    }
}
