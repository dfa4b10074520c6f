//! The transitions of a union over a whole span -> what happens to each of its members.

use crate::transition::{
    Carry, ObjectCarry, UnionCarry, VariantCarry, VariantMatch, VariantOrigin,
};
use crate::validator::{FieldValidator, Validator};
use crate::version::VersionNumber;

use super::change::{FieldChange, How, PlaceStep, Side};
use super::field::members;
use super::lineage::{Hold, Level};
use super::sink::Sink;
use super::{field, roles, show};

/// Where one old member ends.
struct Line<'a> {
    label: String,
    old: &'a VariantMatch,
    now: VariantMatch,
    renamed: bool,
    computed: bool,
    dropped: bool,
    holds: Vec<Hold<'a>>,
    levels: Vec<Level<'a>>,
}

/// Adds what `unions`, oldest first, do to the union at `old`, which becomes the one at `new`.
pub(super) fn compare(
    old: &Side,
    new: &Side,
    unions: &[(VersionNumber, &UnionCarry)],
    out: &mut Sink,
) {
    let Some((_, first)) = unions.first() else { return };
    let mut lines: Vec<Line<'_>> = first.variants.iter().map(Line::begin).collect();
    for (version, union) in unions {
        for line in &mut lines {
            line.step(*version, union);
        }
    }
    for line in &lines {
        line.compare(old, new, out);
    }
    let was = members(&old.field.validator);
    for member in members(&new.field.validator) {
        let carried = lines.iter().any(|line| !line.dropped && finds(&line.now, member));
        let known = was.iter().any(|was| member.is_subset(was));
        if !carried && !known {
            let step = PlaceStep::Member(member_label(member));
            let new = Some(new.within(step, member));
            out.changes.push(FieldChange { old: None, new, how: How::MemberAdded });
        }
    }
}

impl<'a> Line<'a> {
    fn begin(variant: &'a VariantCarry) -> Self {
        Self {
            label: label(variant),
            old: &variant.old,
            now: variant.old.clone(),
            renamed: false,
            computed: false,
            dropped: false,
            holds: Vec::new(),
            levels: Vec::new(),
        }
    }

    fn step(&mut self, version: VersionNumber, union: &'a UnionCarry) {
        if self.dropped || self.computed {
            return;
        }
        let Some(variant) = union.variants.iter().find(|variant| variant.old == self.now) else {
            return;
        };
        match &variant.origin {
            VariantOrigin::Kept(Carry::AsStored) => {}
            VariantOrigin::Kept(carry) => self.holds.push(Hold { version, carry }),
            VariantOrigin::Literal(literal) => {
                self.renamed |= VariantMatch::Literal(literal.clone()) != self.now;
                self.now = VariantMatch::Literal(literal.clone());
            }
            VariantOrigin::Retagged { field, value, carry } => {
                let now = VariantMatch::Tag { field: field.clone(), value: value.clone() };
                self.renamed |= now != self.now;
                self.now = now;
                self.levels.extend(carry.iter().map(|carry| Level { version, carry }));
            }
            VariantOrigin::Fill { dropped } => {
                self.computed = true;
                self.dropped = *dropped;
            }
        }
    }

    fn compare(&self, old: &Side, new: &Side, out: &mut Sink) {
        let side = |at: &Side, found: &VariantMatch, label: String| {
            let member = members(&at.field.validator).into_iter().find(|m| finds(found, m))?;
            Some(at.within(PlaceStep::Member(label), member))
        };
        let Some(was) = side(old, self.old, self.label.clone()) else {
            // The deployed union hasn't this member yet, so no document has.
            return;
        };
        if self.dropped {
            out.changes.push(FieldChange { old: Some(was), new: None, how: How::Dropped });
            return;
        }
        if self.computed {
            let how = How::Computed { keep_valid: false };
            out.changes.push(FieldChange { old: Some(was), new: Some(new.clone()), how });
            return;
        }
        let label = if self.renamed { match_label(&self.now) } else { None };
        let label = label.unwrap_or_else(|| self.label.clone());
        let Some(is) = side(new, &self.now, label) else {
            // An untagged member that changed inside can't be found again among the new ones.
            let how = How::Retyped;
            out.changes.push(FieldChange { old: Some(was.clone()), new: Some(new.clone()), how });
            return roles::losses(&was, &self.holds, &mut out.changes);
        };
        if self.renamed {
            let how = How::Renamed;
            out.changes.push(FieldChange { old: Some(was.clone()), new: Some(is.clone()), how });
        }
        self.compare_content(&was, &is, out);
    }

    fn compare_content(&self, was: &Side, is: &Side, out: &mut Sink) {
        match (&was.field.validator, &is.field.validator) {
            (Validator::Object(a), Validator::Object(b)) => {
                // The tag is compared above, as what tells the member apart.
                let (mut a, mut b) = (a.clone(), b.clone());
                for (object, found) in [(&mut a, self.old), (&mut b, &self.now)] {
                    if let VariantMatch::Tag { field, .. } = found {
                        object.fields.remove(field);
                    }
                }
                let objects: Option<Vec<&ObjectCarry>> = self
                    .holds
                    .iter()
                    .map(|hold| match hold.carry {
                        Carry::Object(carry) => Some(&**carry),
                        _ => None,
                    })
                    .collect();
                let mut levels = self.levels.clone();
                if let Some(objects) = objects {
                    let held = self.holds.iter().zip(objects);
                    levels.extend(held.map(|(hold, carry)| Level { version: hold.version, carry }));
                    levels.sort_by_key(|level| level.version);
                }
                let (was, is) = (holding(was, &a), holding(is, &b));
                if levels.is_empty() {
                    field::compare(&was, &is, &mut out.changes);
                } else {
                    roles::compare_objects((&was, &a), (&is, &b), &levels, out);
                }
            }
            (Validator::Literal(_), Validator::Literal(_)) => {}
            _ => roles::compare_carried(was, is, &self.holds, out),
        }
    }
}

fn holding(side: &Side, object: &crate::validator::ObjectValidator) -> Side {
    side.holding(&Validator::Object(object.clone()))
}

/// Whether `member` is the one that `found` recognises.
fn finds(found: &VariantMatch, member: &Validator) -> bool {
    match (found, member) {
        (VariantMatch::Literal(literal), Validator::Literal(member)) => literal == member,
        (VariantMatch::Tag { field, value }, Validator::Object(object)) => {
            let tag = object.fields.get(field);
            tag.is_some_and(|FieldValidator { validator, .. }| {
                matches!(validator, Validator::Literal(tag)
                    if *tag == crate::validator::Literal::string(value.as_str()))
            })
        }
        (VariantMatch::Accepts(validator), member) => validator == member,
        (VariantMatch::Literal(_) | VariantMatch::Tag { .. }, _) => false,
    }
}

/// What tells the old variant apart from the others of its union.
pub(super) fn label(variant: &VariantCarry) -> String {
    match_label(&variant.old).unwrap_or_else(|| variant.ident.clone())
}

fn match_label(found: &VariantMatch) -> Option<String> {
    match found {
        VariantMatch::Literal(literal) => Some(show::literal(literal)),
        VariantMatch::Tag { field, value } => Some(format!("{field}={value}")),
        VariantMatch::Accepts(_) => None,
    }
}

fn member_label(member: &Validator) -> String {
    let tag = match member {
        Validator::Object(object) => object.fields.iter().find_map(|(name, field)| {
            match (&field.validator, field.optional) {
                (Validator::Literal(literal), false) => Some(show::tag_label(name, literal)),
                _ => None,
            }
        }),
        _ => None,
    };
    tag.unwrap_or_else(|| show::type_text(member))
}
