//! What becomes of the members of a union, whose order stays as it was declared.

use std::mem::discriminant;

use crate::validator::Validator;

use super::{Change, MemberEdit};

/// What leads from some members to others.
pub(super) fn between(old: &[Validator], new: &[Validator]) -> Vec<MemberEdit> {
    let mut script = Script::default();
    let (mut from, mut written) = (0, 0);
    for (at, member) in new.iter().enumerate() {
        // Members that stay divide the others, which are compared within their part.
        if let Some(found) = old[from..].iter().position(|old| old == member) {
            script.part(&old[from..from + found], &new[written..at]);
            script.keep();
            (from, written) = (from + found + 1, at + 1);
        }
    }
    script.part(&old[from..], &new[written..]);
    script.0
}

/// What some members become; `None` where there aren't as many as are spoken of.
pub(super) fn apply(edits: &[MemberEdit], old: &[Validator]) -> Option<Vec<Validator>> {
    let mut rest = old;
    let mut new = Vec::new();
    for edit in edits {
        match edit {
            MemberEdit::Keep(count) => {
                let (kept, after) = rest.split_at_checked(*count)?;
                new.extend_from_slice(kept);
                rest = after;
            }
            MemberEdit::Drop(count) => rest = rest.get(*count..)?,
            MemberEdit::Change(change) => {
                let (first, after) = rest.split_first()?;
                new.push(change.apply(first)?);
                rest = after;
            }
            MemberEdit::Add(member) => new.push(member.clone()),
        }
    }
    // Each of them is spoken of, so that one that is forgotten is noticed.
    rest.is_empty().then_some(new)
}

#[derive(Default)]
struct Script(Vec<MemberEdit>);

impl Script {
    /// Between two members that stay: none of `new` is one of `old`.
    fn part(&mut self, mut old: &[Validator], new: &[Validator]) {
        for member in new {
            let change = nearest(old, member).map(|at| (at, Change::between(&old[at], member)));
            match change {
                Some((at, Some(change))) if !matches!(change, Change::Whole(_)) => {
                    self.drop(at);
                    self.0.push(MemberEdit::Change(change));
                    old = &old[at + 1..];
                }
                _ => self.0.push(MemberEdit::Add(member.clone())),
            }
        }
        self.drop(old.len());
    }

    fn keep(&mut self) {
        match self.0.last_mut() {
            Some(MemberEdit::Keep(count)) => *count += 1,
            _ => self.0.push(MemberEdit::Keep(1)),
        }
    }

    fn drop(&mut self, count: usize) {
        if count > 0 {
            self.0.push(MemberEdit::Drop(count));
        }
    }
}

/// The first of those that have the most in common with a member. It is looked for at a glance: to
/// compare all of them part by part would take ever longer the deeper they are nested.
fn nearest(old: &[Validator], member: &Validator) -> Option<usize> {
    let mut best = None;
    for (at, old) in old.iter().enumerate() {
        if discriminant(old) != discriminant(member) {
            continue;
        }
        let common = match (old, member) {
            (Validator::Object(old), Validator::Object(new)) => old
                .fields
                .iter()
                .filter(|(name, field)| new.fields.get(*name) == Some(*field))
                .count(),
            _ => 0,
        };
        if best.is_none_or(|(most, _)| common > most) {
            best = Some((common, at));
        }
    }
    best.map(|(_, at)| at)
}
