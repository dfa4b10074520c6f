//! The roles that transitions declare, over a whole span -> what happens to each field.

use std::collections::BTreeSet;

use crate::name::FieldName;
use crate::transition::{Carry, ObjectCarry, Origin, UnionCarry, VariantOrigin};
use crate::validator::{ObjectValidator, Validator};
use crate::version::VersionNumber;

use super::change::{FieldChange, How, PlaceStep, Side};
use super::field;
use super::lineage::{Composed, Fate, Given, Gone, Hold, Level, Lineage};
use super::sink::Sink;
use super::variant;

/// Adds what `levels` do to the object `was` at `old`, which becomes the object `is` at `new`.
pub(super) fn compare_objects(
    (old, was): (&Side, &ObjectValidator),
    (new, is): (&Side, &ObjectValidator),
    levels: &[Level<'_>],
    out: &mut Sink,
) {
    let composed = Composed::of(was, levels);
    let mut seen_old = BTreeSet::new();
    let mut seen_new = BTreeSet::new();
    for (name, lineage) in &composed.fields {
        let Some(field) = is.fields.get(name) else { continue };
        seen_new.insert(name);
        let new = new.inner(name, field);
        let source = lineage.source.as_ref();
        match source.and_then(|source| Some((source, was.fields.get(source)?))) {
            Some((source, field)) => {
                seen_old.insert(source);
                compare_field(&old.inner(source, field), &new, lineage, out);
            }
            None => out.changes.push(appeared(new, lineage)),
        }
    }
    let lost = composed.lost_moves();
    for gone in &composed.gone {
        let source = gone.lineage.source.as_ref();
        let Some((source, field)) = source.and_then(|s| Some((s, was.fields.get(s)?))) else {
            continue;
        };
        seen_old.insert(source);
        let old = old.inner(source, field);
        let how = match (gone.fate, lost.get(&gone.version)) {
            (Fate::Moved, None) => How::Moved,
            (Fate::Moved, Some(&dropped)) => How::MovedThenDropped { moved: gone.version, dropped },
            (Fate::Dropped, _) => How::Dropped,
            (Fate::Unsaid, _) => How::Removed,
        };
        losses_on_the_way(&old, gone, &how, &mut out.changes);
        out.changes.push(FieldChange { old: Some(old), new: None, how });
    }
    // What no role names: markers of the version, and documents that differ from what the
    // transitions were written for.
    for (name, field) in was.fields.iter().filter(|(name, _)| !seen_old.contains(name)) {
        match is.fields.get(name).filter(|_| !seen_new.contains(name)) {
            Some(is) => {
                field::compare(&old.inner(name, field), &new.inner(name, is), &mut out.changes);
            }
            None => out.changes.push(field::removed(old.inner(name, field))),
        }
    }
    let unseen = |name: &&FieldName| !seen_new.contains(name) && !was.fields.contains_key(*name);
    for name in is.fields.keys().filter(unseen) {
        out.changes.push(field::added(new.inner(name, &is.fields[name])));
    }
}

/// A new field that no old document has.
fn appeared(new: Side, lineage: &Lineage<'_>) -> FieldChange {
    let how = match lineage.given {
        Some(Given::Fill { keep_valid }) => How::Computed { keep_valid },
        Some(Given::Constant(value)) => How::Constant(value.clone()),
        Some(Given::Absent) | None => return field::added(new),
    };
    FieldChange { old: None, new: Some(new), how }
}

fn compare_field(old: &Side, new: &Side, lineage: &Lineage<'_>, out: &mut Sink) {
    let (was, is) = (old.clone(), new.clone());
    let push = |out: &mut Sink, how| {
        out.changes.push(FieldChange { old: Some(was.clone()), new: Some(is.clone()), how });
    };
    if old.place.0.last() != new.place.0.last() {
        push(out, How::Renamed);
    }
    let mut old = old.clone();
    match lineage.given {
        Some(Given::Fill { keep_valid }) => {
            push(out, How::Computed { keep_valid });
            out.ask_census(&old, new);
            losses(&old, &lineage.before, &mut out.changes);
            losses(new, &lineage.after, &mut out.changes);
            return;
        }
        Some(Given::Constant(value)) if old.field.optional && !new.field.optional => {
            push(out, How::ConstantWhereAbsent(value.clone()));
            old.field.optional = false;
        }
        Some(Given::Constant(_) | Given::Absent) | None => {}
    }
    compare_carried(&old, new, &lineage.before, out);
}

/// Adds what differs in a value that is carried, not replaced.
pub(super) fn compare_carried(old: &Side, new: &Side, holds: &[Hold<'_>], out: &mut Sink) {
    let stored: Vec<Hold<'_>> =
        holds.iter().copied().filter(|hold| *hold.carry != Carry::AsStored).collect();
    if stored.is_empty() {
        return field::compare(old, new, &mut out.changes);
    }
    if !old.field.optional && new.field.optional {
        let how = How::NowOptional;
        out.changes.push(FieldChange { old: Some(old.clone()), new: Some(new.clone()), how });
    } else if old.field.optional && !new.field.optional {
        let how = How::NowRequired;
        out.changes.push(FieldChange { old: Some(old.clone()), new: Some(new.clone()), how });
    }
    if compare_inside(old, new, &stored, out).is_none() {
        // The validators aren't of the form that the roles speak of; then those alone count.
        field::compare(old, new, &mut out.changes);
        losses(old, &stored, &mut out.changes);
    }
}

fn compare_inside(old: &Side, new: &Side, holds: &[Hold<'_>], out: &mut Sink) -> Option<()> {
    match (&old.field.validator, &new.field.validator) {
        (Validator::Object(was), Validator::Object(is)) => {
            let levels = each(holds, |carry| match carry {
                Carry::Object(carry) => Some(&**carry),
                _ => None,
            })?;
            let levels: Vec<Level<'_>> =
                levels.into_iter().map(|(version, carry)| Level { version, carry }).collect();
            compare_objects((old, was), (new, is), &levels, out);
        }
        (Validator::Array(was), Validator::Array(is)) => {
            let inner = inner(holds, |carry| match carry {
                Carry::Elements(carry) => Some(&**carry),
                _ => None,
            })?;
            let step = PlaceStep::Elements;
            compare_carried(&old.within(step.clone(), was), &new.within(step, is), &inner, out);
        }
        (Validator::Record(was), Validator::Record(is)) => {
            let inner = inner(holds, |carry| match carry {
                Carry::Values(carry) => Some(&**carry),
                _ => None,
            })?;
            let keys = PlaceStep::Keys;
            let (was_keys, is_keys) = (&was.keys, &is.keys);
            field::compare(
                &old.within(keys.clone(), was_keys),
                &new.within(keys, is_keys),
                &mut out.changes,
            );
            let (old, new) = (
                old.within(PlaceStep::Values, &was.values),
                new.within(PlaceStep::Values, &is.values),
            );
            compare_carried(&old, &new, &inner, out);
        }
        (was, is) => {
            let nullable = inner(holds, |carry| match carry {
                Carry::Nullable(carry) => Some(&**carry),
                _ => None,
            });
            if let Some(inner) = nullable {
                let (was, is) = (without_null(was)?, without_null(is)?);
                compare_carried(&old.holding(&was), &new.holding(&is), &inner, out);
            } else {
                let unions = each(holds, |carry| match carry {
                    Carry::Union(carry) => Some(&**carry),
                    _ => None,
                })?;
                variant::compare(old, new, &unions, out);
            }
        }
    }
    Some(())
}

/// What `get` finds in every hold; `None` where one has another form.
fn each<'a, T: ?Sized>(
    holds: &[Hold<'a>],
    get: impl Fn(&'a Carry) -> Option<&'a T>,
) -> Option<Vec<(VersionNumber, &'a T)>> {
    holds.iter().map(|hold| Some((hold.version, get(hold.carry)?))).collect()
}

fn inner<'a>(
    holds: &[Hold<'a>],
    get: impl Fn(&'a Carry) -> Option<&'a Carry>,
) -> Option<Vec<Hold<'a>>> {
    let each = each(holds, get)?;
    Some(each.into_iter().map(|(version, carry)| Hold { version, carry }).collect())
}

/// What a nullable value is when it isn't null.
fn without_null(validator: &Validator) -> Option<Validator> {
    let Validator::Union(members) = validator else { return None };
    let mut rest: Vec<Validator> =
        members.iter().filter(|member| **member != Validator::Null).cloned().collect();
    if rest.len() == members.len() {
        return None;
    }
    Some(if rest.len() == 1 { rest.remove(0) } else { Validator::Union(rest) })
}

fn losses_on_the_way(old: &Side, gone: &Gone<'_>, how: &How, out: &mut Vec<FieldChange>) {
    // Where the whole field is lost, what it held needn't be listed.
    if *how == How::Moved {
        losses(old, &gone.lineage.before, out);
        losses(old, &gone.lineage.after, out);
    }
}

/// Adds what is dropped inside a value on the way, whose other parts go into something else.
pub(super) fn losses(at: &Side, holds: &[Hold<'_>], out: &mut Vec<FieldChange>) {
    for hold in holds {
        carry_losses(at, hold.carry, out);
    }
}

fn carry_losses(at: &Side, carry: &Carry, out: &mut Vec<FieldChange>) {
    match carry {
        Carry::AsStored => {}
        Carry::Object(carry) => object_losses(at, carry, out),
        Carry::Union(carry) => union_losses(at, carry, out),
        Carry::Elements(carry) => {
            carry_losses(&at.within(PlaceStep::Elements, &Validator::Any), carry, out);
        }
        Carry::Values(carry) => {
            carry_losses(&at.within(PlaceStep::Values, &Validator::Any), carry, out);
        }
        Carry::Nullable(carry) => carry_losses(at, carry, out),
    }
}

/// Adds everything that one transition of an object drops, to any depth.
pub(super) fn object_losses(at: &Side, carry: &ObjectCarry, out: &mut Vec<FieldChange>) {
    let lost = |name: &FieldName| {
        let known = match &at.field.validator {
            Validator::Object(object) => object.fields.get(name),
            _ => None,
        };
        match known {
            Some(field) => at.inner(name, field),
            None => at.within(PlaceStep::Field(name.clone()), &Validator::Any),
        }
    };
    for name in &carry.dropped {
        out.push(FieldChange { old: Some(lost(name)), new: None, how: How::Dropped });
    }
    for field in &carry.fields {
        match &field.origin {
            Origin::Kept { carry, .. } => {
                carry_losses(&lost(&field.new), carry, out);
            }
            Origin::Renamed { old, carry } => {
                carry_losses(&lost(old), carry, out);
            }
            Origin::Added(_) | Origin::Changed { .. } => {}
        }
    }
}

fn union_losses(at: &Side, carry: &UnionCarry, out: &mut Vec<FieldChange>) {
    for line in &carry.variants {
        let old = at.within(PlaceStep::Member(variant::label(line)), &Validator::Any);
        match &line.origin {
            VariantOrigin::Kept(carry) => carry_losses(&old, carry, out),
            VariantOrigin::Literal(_) | VariantOrigin::Fill { dropped: false } => {}
            VariantOrigin::Retagged { carry, .. } => {
                if let Some(carry) = carry {
                    object_losses(&old, carry, out);
                }
            }
            VariantOrigin::Fill { dropped: true } => {
                out.push(FieldChange { old: Some(old), new: None, how: How::Dropped });
            }
        }
    }
}
