//! Two validators of one place -> what differs, to the leaf, where no transition says more.
//!
//! Sound by construction: where every change found is neutral or additive, every value that the
//! old validator accepts is accepted by the new one.

use std::collections::BTreeSet;

use crate::name::FieldName;
use crate::validator::{Literal, ObjectValidator, Validator};

use super::change::{FieldChange, How, PlaceStep, Side};
use super::normal::normal;

/// Adds what differs between `old` and `new`.
pub(super) fn compare(old: &Side, new: &Side, out: &mut Vec<FieldChange>) {
    let mut push = |how| {
        out.push(FieldChange { old: Some(old.clone()), new: Some(new.clone()), how });
    };
    match (old.field.optional, new.field.optional) {
        (false, true) => push(How::NowOptional),
        (true, false) => push(How::NowRequired),
        (true, true) | (false, false) => {}
    }
    let (was, is) = (&old.field.validator, &new.field.validator);
    if was == is {
        return;
    }
    if normal(was) == normal(is) {
        return push(How::Reordered);
    }
    match (was, is) {
        (Validator::Object(was), Validator::Object(is)) => compare_objects(old, new, was, is, out),
        (Validator::Array(was), Validator::Array(is)) => compare(
            &old.within(PlaceStep::Elements, was),
            &new.within(PlaceStep::Elements, is),
            out,
        ),
        (Validator::Record(was), Validator::Record(is)) => {
            compare(
                &old.within(PlaceStep::Keys, &was.keys),
                &new.within(PlaceStep::Keys, &is.keys),
                out,
            );
            compare(
                &old.within(PlaceStep::Values, &was.values),
                &new.within(PlaceStep::Values, &is.values),
                out,
            );
        }
        (was, is) => compare_members(old, new, &members(was), &members(is), out),
    }
}

fn compare_objects(
    old: &Side,
    new: &Side,
    was: &ObjectValidator,
    is: &ObjectValidator,
    out: &mut Vec<FieldChange>,
) {
    let names: BTreeSet<&FieldName> = was.fields.keys().chain(is.fields.keys()).collect();
    for name in names {
        match (was.fields.get(name), is.fields.get(name)) {
            (Some(was), Some(is)) => compare(&old.inner(name, was), &new.inner(name, is), out),
            (Some(was), None) => out.push(removed(old.inner(name, was))),
            (None, Some(is)) => out.push(added(new.inner(name, is))),
            (None, None) => {}
        }
    }
}

/// A field that is new, and no transition says where its value comes from.
pub(super) fn added(new: Side) -> FieldChange {
    let how = if new.field.optional { How::AddedOptional } else { How::AddedRequired };
    FieldChange { old: None, new: Some(new), how }
}

/// A field that is gone, and no transition says what becomes of its values.
pub(super) fn removed(old: Side) -> FieldChange {
    FieldChange { old: Some(old), new: None, how: How::Removed }
}

/// The members of a union, nested ones included; anything else is its own only member.
pub(super) fn members(validator: &Validator) -> Vec<&Validator> {
    match validator {
        Validator::Union(inner) => inner.iter().flat_map(members).collect(),
        other => vec![other],
    }
}

fn compare_members(
    old: &Side,
    new: &Side,
    was: &[&Validator],
    is: &[&Validator],
    out: &mut Vec<FieldChange>,
) {
    let accepted = new.field.validator.clone();
    let mut gone: Vec<&Validator> =
        was.iter().copied().filter(|member| !member.is_subset(&accepted)).collect();
    let mut fresh: Vec<&Validator> =
        is.iter().copied().filter(|member| !member.is_subset(&old.field.validator)).collect();
    // A member that changed inside is shown by what changed, not as one gone and one new.
    let mut inside = Vec::new();
    while let Some((was, is, label)) = pair(&gone, &fresh) {
        gone.retain(|member| !std::ptr::eq(*member, was));
        fresh.retain(|member| !std::ptr::eq(*member, is));
        let (old, new) = match label {
            Some(label) => {
                let step = PlaceStep::Member(label);
                (old.within(step.clone(), was), new.within(step, is))
            }
            None => (old.holding(was), new.holding(is)),
        };
        compare(&old, &new, &mut inside);
    }
    let nothing_in_common = gone.len() == was.len() && inside.is_empty();
    let how = if gone.is_empty() && fresh.is_empty() {
        // Other spellings of the same, such as `true | false` for a boolean.
        inside.is_empty().then_some(How::Reordered)
    } else if gone.is_empty() {
        Some(How::TakesMore { more: fresh.into_iter().cloned().collect() })
    } else if fresh.is_empty() && !nothing_in_common {
        Some(How::TakesLess { less: gone.into_iter().cloned().collect() })
    } else {
        Some(How::Retyped)
    };
    if let Some(how) = how {
        out.push(FieldChange { old: Some(old.clone()), new: Some(new.clone()), how });
    }
    out.append(&mut inside);
}

/// Two members that are one member before and after, with what tells it apart from the others.
type Pair<'a> = (&'a Validator, &'a Validator, Option<String>);

fn pair<'a>(gone: &[&'a Validator], fresh: &[&'a Validator]) -> Option<Pair<'a>> {
    for was in gone {
        let Some((label, is)) = tags(was).into_iter().find_map(|tag| {
            let mut same = fresh.iter().copied().filter(|is| tags(is).contains(&tag));
            let one = same.next().filter(|_| same.next().is_none())?;
            Some((label(&tag), one))
        }) else {
            continue;
        };
        return Some((was, is, Some(label)));
    }
    // Without tags: the only container of its kind on both sides, as in a nullable object.
    for kind in [is_object, is_array, is_record] {
        let (mut was, mut is) = (gone.iter().filter(|v| kind(v)), fresh.iter().filter(|v| kind(v)));
        if let (Some(was), None, Some(is), None) = (was.next(), was.next(), is.next(), is.next())
            && tags(was).is_empty()
            && tags(is).is_empty()
        {
            return Some((was, is, None));
        }
    }
    None
}

fn is_object(validator: &Validator) -> bool {
    matches!(validator, Validator::Object(_))
}

fn is_array(validator: &Validator) -> bool {
    matches!(validator, Validator::Array(_))
}

fn is_record(validator: &Validator) -> bool {
    matches!(validator, Validator::Record(_))
}

/// The fields of an object that hold one literal and must be there: any may be a union's tag.
fn tags(validator: &Validator) -> Vec<(&FieldName, &Literal)> {
    let Validator::Object(object) = validator else { return Vec::new() };
    let tag = |(name, field)| match field {
        &crate::validator::FieldValidator {
            validator: Validator::Literal(ref literal),
            optional: false,
        } => Some((name, literal)),
        _ => None,
    };
    object.fields.iter().filter_map(tag).collect()
}

fn label((field, literal): &(&FieldName, &Literal)) -> String {
    super::show::tag_label(field, literal)
}
