//! The same history, declared in another order.

use schema_core::history::TableHistory;
use schema_core::name::FieldName;
use schema_core::transition::{Carry, DocumentCarry, ObjectCarry, Origin, VariantOrigin};
use schema_core::validator::{FieldValidator, ObjectValidator, Validator};
use schema_core::version::TableVersion;

use super::random::Random;

/// The same history, everything in it declared in another order.
pub(super) fn shuffled(history: &TableHistory, random: &mut Random) -> TableHistory {
    let version = |version: &TableVersion, random: &mut Random| TableVersion {
        document: shuffled_type(&version.document, random),
        ..version.clone()
    };
    let [first, rest @ ..] = history.versions() else { panic!("a history has versions") };
    let mut other = TableHistory::begin(version(first, random));
    for (one, step) in rest.iter().zip(history.transitions()) {
        let mut step = step.clone();
        if let DocumentCarry::Fields(carry) = &mut step.carry {
            shuffle_object(carry, random);
        }
        other = other.then(version(one, random), step);
    }
    other
}

fn shuffled_type(validator: &Validator, random: &mut Random) -> Validator {
    match validator {
        Validator::Union(members) => {
            let mut members: Vec<_> =
                members.iter().map(|member| shuffled_type(member, random)).collect();
            random.shuffle(&mut members);
            Validator::Union(members)
        }
        Validator::Array(element) => Validator::array(shuffled_type(element, random)),
        Validator::Record(record) => {
            Validator::record(record.keys.clone(), shuffled_type(&record.values, random))
        }
        Validator::Object(object) => {
            let field = |(name, field): (&FieldName, &FieldValidator)| {
                let validator = shuffled_type(&field.validator, random);
                (name.clone(), FieldValidator { validator, ..field.clone() })
            };
            Validator::Object(ObjectValidator { fields: object.fields.iter().map(field).collect() })
        }
        other => other.clone(),
    }
}

fn shuffle_object(carry: &mut ObjectCarry, random: &mut Random) {
    random.shuffle(&mut carry.fields);
    random.shuffle(&mut carry.moved);
    random.shuffle(&mut carry.dropped);
    for field in &mut carry.fields {
        if let Origin::Kept { carry, .. } | Origin::Renamed { carry, .. } = &mut field.origin {
            shuffle_carry(carry, random);
        }
    }
}

fn shuffle_carry(carry: &mut Carry, random: &mut Random) {
    match carry {
        Carry::AsStored => {}
        Carry::Object(object) => shuffle_object(object, random),
        Carry::Elements(inner) | Carry::Values(inner) | Carry::Nullable(inner) => {
            shuffle_carry(inner, random);
        }
        // Variants are told apart by what they match, so their order is free.
        Carry::Union(union) => {
            random.shuffle(&mut union.variants);
            for variant in &mut union.variants {
                match &mut variant.origin {
                    VariantOrigin::Kept(carry) => shuffle_carry(carry, random),
                    VariantOrigin::Retagged { carry: Some(carry), .. } => {
                        shuffle_object(carry, random);
                    }
                    _ => {}
                }
            }
        }
    }
}
