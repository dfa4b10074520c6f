//! Makes the effects of a carried document ready for the store: each document of the newest version
//! of its table, with a key where it needs one.

use std::collections::BTreeMap;

use crate::convert::{EffectNumber, Encoded, Placeholder};
use crate::id::{DocumentId, TableNumber};
use crate::name::{IndexName, TableName};
use crate::path::{Path, Segment};
use crate::schema::IndexKind;
use crate::transition::{Effect, FoundDocuments, Refusal, StoredDocument};
use crate::validator::TableNumbers;
use crate::value::{Object, Value};
use crate::version::{TableVersion, VersionNumber};

use super::TableHistory;
use super::carry::{Aside, Until};
use super::new_ids::NewIds;
use super::outcome::locate;

/// Checks the effects of one document, and carries the documents they insert to the newest version
/// of their tables.
///
/// A document stays at the version it was made at only where carrying it needs what an inserted
/// document doesn't have yet, its id and creation time, or other documents; then its own table's
/// backfill has to follow. The key of an `ensure` is looked up among newest documents, so there that
/// is refused.
///
/// # Errors
///
/// The carried document is refused, because an effect can't happen: its table isn't declared, its
/// document isn't valid, it refers to an effect that comes later, or its key isn't whole.
pub fn settle_effects(
    effects: &[Effect],
    tables: &BTreeMap<TableName, TableHistory>,
    ids: &impl TableNumbers,
) -> Result<Vec<Effect>, Refusal> {
    let settled = (0..effects.len()).map(|at| settle(effects, at, tables, ids));
    settled.collect()
}

fn settle(
    effects: &[Effect],
    at: usize,
    tables: &BTreeMap<TableName, TableHistory>,
    ids: &dyn TableNumbers,
) -> Result<Effect, Refusal> {
    let earlier = &effects[..at];
    let history = |table: &TableName| {
        tables.get(table).ok_or_else(|| {
            Refusal::new(format!("its transition inserts into `{table}`, which isn't declared"))
        })
    };
    match &effects[at] {
        Effect::DeleteSelf => Ok(Effect::DeleteSelf),
        Effect::Insert { table, version, document } => {
            let (version, document) =
                history(table)?.carry_inserted(*version, document, earlier, ids)?;
            Ok(Effect::Insert { table: table.clone(), version, document })
        }
        Effect::Ensure { table, version, index, document } => {
            let history = history(table)?;
            let (version, document) = history.carry_inserted(*version, document, earlier, ids)?;
            let newest = history.newest();
            if version != newest.name.version {
                return Err(Refusal::new(format!(
                    "its transition ensures a document of version {version} of `{table}`, which \
                     can't be carried to {} before it is stored; ensure one of {} instead",
                    newest.name, newest.name
                )));
            }
            key_is_whole(newest, index, &document)?;
            Ok(Effect::Ensure { table: table.clone(), version, index: index.clone(), document })
        }
    }
}

/// An `ensure` is found by an unstaged database index of the newest version, with a value for each
/// of its fields.
fn key_is_whole(
    version: &TableVersion,
    index: &IndexName,
    document: &Encoded,
) -> Result<(), Refusal> {
    let unusable = |what: &str| {
        let name = &version.name;
        Refusal::new(format!("its transition ensures by `{index}`, which {what} of {name}"))
    };
    let declared = version.indexes.get(index).ok_or_else(|| unusable("isn't an index"))?;
    let IndexKind::Database { fields } = &declared.kind else {
        return Err(unusable("isn't a database index"));
    };
    if declared.staged {
        return Err(unusable("is a staged index"));
    }
    for field in fields {
        if !has_value(&document.fields, field.as_str()) {
            return Err(Refusal::new(format!(
                "its transition ensures a document of `{}` by `{index}` without a value for `{field}`",
                version.name.table
            )));
        }
    }
    Ok(())
}

fn has_value(fields: &Object, dotted: &str) -> bool {
    let mut names = dotted.split('.');
    let Some(mut value) = names.next().and_then(|first| fields.get(first)) else { return false };
    for name in names {
        let Value::Object(object) = value else { return false };
        let Some(inner) = object.get(name) else { return false };
        value = inner;
    }
    true
}

/// Bytes of the two stand-ins that one place gets in turn. Where both come out again, each in its
/// own run, is where the id belongs; no text that a document happens to hold can do that.
const STAND_INS: [u8; 2] = [0xfe, 0xfd];

impl TableHistory {
    /// Carries a document that is about to be inserted, as far as that can be done.
    fn carry_inserted(
        &self,
        version: VersionNumber,
        document: &Encoded,
        earlier: &[Effect],
        ids: &dyn TableNumbers,
    ) -> Result<(VersionNumber, Encoded), Refusal> {
        let table = &self.newest().name.table;
        let at = self.position(version).ok_or_else(|| {
            Refusal::new(format!(
                "its transition inserts a document of version {version} of `{table}`, which is no \
                 longer declared; insert one of {}",
                self.newest().name
            ))
        })?;
        let new_ids = NewIds::of(earlier, ids);
        if let Some(placeholder) = document.placeholders.iter().find(|p| !new_ids.gives(p.effect)) {
            return Err(Refusal::new(format!(
                "a document of `{table}` that its transition inserts refers at `{}` to the document \
                 of a later effect",
                placeholder.path
            )));
        }
        if let Some(failure) = new_ids.failure(&self.versions[at], document) {
            let (path, what) = locate(failure);
            return Err(Refusal::new(format!(
                "a document of `{table}` that its transition inserts isn't valid as {}: `{path}`: \
                 {what}",
                self.versions[at].name
            )));
        }
        new_ids.limits(document)?;
        let newest = self.newest();
        let is_marked = newest.version_field.is_some();
        if at + 1 == self.versions.len()
            || (!is_marked && new_ids.failure(newest, document).is_none())
        {
            return Ok((newest.name.version, document.clone()));
        }
        let carried = self.carry_unstored(version, document, &new_ids);
        Ok(carried.map_or_else(|| (version, document.clone()), |c| (newest.name.version, c)))
    }

    /// Carries a document that has no id and no creation time, by carrying it twice with different
    /// ones: where the results differ in more than ids to come, it can't be done yet.
    fn carry_unstored(
        &self,
        version: VersionNumber,
        document: &Encoded,
        new_ids: &NewIds<'_>,
    ) -> Option<Encoded> {
        let run = |stand_in: u8, creation_time: f64| {
            let id = DocumentId { table: TableNumber(u32::MAX / 2), internal: [stand_in; 16] };
            let fields = new_ids.filled(document, stand_in);
            let stored = StoredDocument { id: id.to_string(), creation_time, fields };
            let found = FoundDocuments::default();
            let carried =
                self.carry_from(version, Aside::new(), &stored, Until::Newest, &found, new_ids);
            carried.ok().map(|carried| carried.document.fields)
        };
        let [first, second] = STAND_INS;
        let (a, b) = (run(first, 1.0)?, run(second, 9_007_199_254_740_991.0)?);
        let mut fields = a.clone();
        let mut placeholders = Vec::new();
        let mut find = Find { new_ids, path: Vec::new(), placeholders: &mut placeholders };
        find.object(&a, &b).then_some(())?;
        NewIds::clear(&mut fields, &placeholders);
        Some(Encoded { fields, placeholders })
    }
}

/// Compares two carried documents, and notes where both hold the stand-in of one effect.
struct Find<'a> {
    new_ids: &'a NewIds<'a>,
    path: Vec<Segment>,
    placeholders: &'a mut Vec<Placeholder>,
}

impl Find<'_> {
    fn object(&mut self, a: &Object, b: &Object) -> bool {
        a.len() == b.len()
            && a.iter().all(|(name, value)| {
                let Some(other) = b.get(name) else { return false };
                self.inside(Segment::Field(name.clone()), value, other)
            })
    }

    fn inside(&mut self, segment: Segment, a: &Value, b: &Value) -> bool {
        self.path.push(segment);
        let is_same = self.value(a, b);
        self.path.pop();
        is_same
    }

    fn value(&mut self, a: &Value, b: &Value) -> bool {
        match (a, b) {
            (Value::Object(a), Value::Object(b)) => self.object(a, b),
            (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
                let pairs = a.iter().zip(b).enumerate();
                pairs.fold(true, |same, (i, (a, b))| self.inside(Segment::Index(i), a, b) && same)
            }
            (Value::String(a), Value::String(b)) if a != b => {
                let effect = self.new_ids.effect_of(a, b, STAND_INS);
                if let Some(effect) = effect {
                    let path = Path(self.path.clone());
                    self.placeholders.push(Placeholder { path, effect });
                }
                effect.is_some()
            }
            (a, b) => a == b,
        }
    }
}

impl NewIds<'_> {
    fn gives(&self, effect: EffectNumber) -> bool {
        self.stand_in(effect, STAND_INS[0]).is_some()
    }

    /// The effect whose stand-ins these are.
    fn effect_of(&self, a: &str, b: &str, internal: [u8; 2]) -> Option<EffectNumber> {
        let is = |effect: &EffectNumber| {
            self.stand_in(*effect, internal[0]).is_some_and(|text| text == a)
                && self.stand_in(*effect, internal[1]).is_some_and(|text| text == b)
        };
        (0..self.len()).map(EffectNumber).find(is)
    }
}
