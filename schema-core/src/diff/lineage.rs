//! Several transitions of one object -> where each field comes from over the whole span.
//!
//! A rename of a rename is one rename, and what was added and dropped on the way isn't there. A
//! value stays traceable to the old fields it was made of, so that dropping it on the way can't
//! hide that their information is lost.

use std::collections::{BTreeMap, BTreeSet};

use crate::name::FieldName;
use crate::transition::{Carry, FieldCarry, ObjectCarry, Origin, Supply};
use crate::validator::ObjectValidator;
use crate::value::Value;
use crate::version::VersionNumber;

/// One transition of an object, and the version it leads to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Level<'a> {
    pub(super) version: VersionNumber,
    pub(super) carry: &'a ObjectCarry,
}

/// One way in which a stored value is carried, and the version it leads to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hold<'a> {
    pub(super) version: VersionNumber,
    pub(super) carry: &'a Carry,
}

/// Where the value of one field comes from.
#[derive(Clone, Debug, Default)]
pub(super) struct Lineage<'a> {
    /// The old field.
    pub(super) source: Option<FieldName>,
    /// What replaces the value, or gives one where there is no old field.
    pub(super) given: Option<Given<'a>>,
    /// How the stored value is carried, up to where it is replaced.
    pub(super) before: Vec<Hold<'a>>,
    /// How the value is carried from where it is given.
    pub(super) after: Vec<Hold<'a>>,
    /// The versions whose `fill` gave it, where they also move old fields.
    took_in: BTreeSet<VersionNumber>,
}

/// What gives a value that isn't copied.
#[derive(Clone, Copy, Debug)]
pub(super) enum Given<'a> {
    /// `fill`; a value that is valid in the new version stays where `keep_valid`.
    Fill { keep_valid: bool },
    /// A constant: for every document, or where the old field is absent.
    Constant(&'a Value),
    /// Nothing: the field is absent.
    Absent,
}

/// What became of a field that isn't in the newest version.
#[derive(Clone, Debug)]
pub(super) struct Gone<'a> {
    pub(super) lineage: Lineage<'a>,
    pub(super) version: VersionNumber,
    pub(super) fate: Fate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Moved,
    Dropped,
    /// The roles don't name it, which the derive doesn't let pass.
    Unsaid,
}

/// Every new field with its lineage, and every field that is gone.
#[derive(Clone, Debug, Default)]
pub(super) struct Composed<'a> {
    pub(super) fields: BTreeMap<FieldName, Lineage<'a>>,
    pub(super) gone: Vec<Gone<'a>>,
}

impl<'a> Composed<'a> {
    /// Composes `levels`, oldest first, over an object that begins as `old`.
    pub(super) fn of(old: &ObjectValidator, levels: &[Level<'a>]) -> Self {
        let start = |name: &FieldName| {
            (name.clone(), Lineage { source: Some(name.clone()), ..Lineage::default() })
        };
        let mut composed =
            Self { fields: old.fields.keys().map(start).collect(), gone: Vec::new() };
        for level in levels {
            composed.step(*level);
        }
        composed
    }

    fn step(&mut self, Level { version, carry }: Level<'a>) {
        let mut before = std::mem::take(&mut self.fields);
        for FieldCarry { new, origin } in &carry.fields {
            let lineage = match origin {
                Origin::Kept { carry, .. } => {
                    before.remove(new).unwrap_or_default().kept(version, carry)
                }
                Origin::Renamed { old, carry } => {
                    before.remove(old).unwrap_or_default().kept(version, carry)
                }
                Origin::Added(supply) => {
                    Lineage::default().given(supply, false, level_moves(version, carry))
                }
                Origin::Changed { supply, keep_valid } => {
                    let old = before.remove(new).unwrap_or_default();
                    old.given(supply, *keep_valid, level_moves(version, carry))
                }
            };
            self.fields.insert(new.clone(), lineage);
        }
        for (name, lineage) in before {
            let fate = if carry.moved.contains(&name) {
                Fate::Moved
            } else if carry.dropped.contains(&name) {
                Fate::Dropped
            } else {
                Fate::Unsaid
            };
            self.gone.push(Gone { lineage, version, fate });
        }
    }

    /// The versions that moved fields into values which a later version dropped, with that later
    /// version.
    pub(super) fn lost_moves(&self) -> BTreeMap<VersionNumber, VersionNumber> {
        let mut lost = BTreeMap::new();
        // What was moved into something lost is lost too, so go on until nothing is added.
        loop {
            let known = lost.len();
            for gone in &self.gone {
                let dropped = match gone.fate {
                    Fate::Moved => lost.get(&gone.version).copied(),
                    Fate::Dropped | Fate::Unsaid => Some(gone.version),
                };
                if let Some(dropped) = dropped {
                    for moved in &gone.lineage.took_in {
                        lost.entry(*moved).or_insert(dropped);
                    }
                }
            }
            if lost.len() == known {
                return lost;
            }
        }
    }
}

/// The version, if its `fill` reads fields that it moves.
fn level_moves(version: VersionNumber, carry: &ObjectCarry) -> Option<VersionNumber> {
    (!carry.moved.is_empty()).then_some(version)
}

impl<'a> Lineage<'a> {
    fn kept(mut self, version: VersionNumber, carry: &'a Carry) -> Self {
        if *carry != Carry::AsStored {
            let hold = Hold { version, carry };
            if self.is_replaced() { self.after.push(hold) } else { self.before.push(hold) }
        }
        self
    }

    /// Whether the stored value is replaced rather than copied.
    pub(super) fn is_replaced(&self) -> bool {
        match (&self.source, self.given) {
            // A constant only fills in for what is absent.
            (_, None) | (Some(_), Some(Given::Constant(_) | Given::Absent)) => false,
            (Some(_), Some(Given::Fill { .. })) | (None, Some(_)) => true,
        }
    }

    fn given(mut self, supply: &'a Supply, keep_valid: bool, moves: Option<VersionNumber>) -> Self {
        self.given = Some(match (supply, self.given) {
            (Supply::Fill, None) => Given::Fill { keep_valid },
            (Supply::Fill, Some(Given::Fill { keep_valid: before })) => {
                Given::Fill { keep_valid: keep_valid && before }
            }
            // A default for a value that is already computed never comes to bear where the
            // computed one is present; the value stays a computed one.
            (Supply::Default(_) | Supply::Absent, Some(fill @ Given::Fill { .. })) => fill,
            (Supply::Fill, Some(_)) => Given::Fill { keep_valid: false },
            (Supply::Default(value), None | Some(Given::Absent)) => Given::Constant(value),
            (Supply::Default(_) | Supply::Absent, Some(constant @ Given::Constant(_))) => constant,
            (Supply::Absent, None | Some(Given::Absent)) => Given::Absent,
        });
        if *supply == Supply::Fill {
            self.took_in.extend(moves);
        }
        self
    }
}
