//! One table, deployed and wanted -> its changes, to the leaf and in a fixed order.

use crate::history::TableHistory;
use crate::name::{FieldName, TableName};
use crate::transition::{DocumentCarry, TransitionDef};
use crate::validator::Validator;
use crate::version::{Meaning, TableVersion, VersionName, VersionNumber};

use crate::widen::IndexNote;

use super::change::{Change, Class, FieldChange, How, Place, Side};
use super::finding::Finding;
use super::lineage::Level;
use super::sink::Sink;
use super::{DeployedTable, Hop, TableDiff, TableFate, field, index, rename, roles, show};

/// What documents must become, from one version to a later one.
#[derive(Clone, Copy, Debug)]
struct Span<'a> {
    was: &'a Meaning,
    new: &'a TableVersion,
    transitions: &'a [TransitionDef],
}

/// The changes between two meanings of one version, where no transition says more.
pub(crate) fn compare_meanings(old: &Meaning, new: &Meaning) -> Vec<Change> {
    let mut changes = Vec::new();
    field::compare(&Side::document(&old.document), &Side::document(&new.document), &mut changes);
    if old.version_field != new.version_field {
        let how = How::Remarked { old: old.version_field.clone(), new: new.version_field.clone() };
        let (old, new) = (Side::document(&old.document), Side::document(&new.document));
        changes.push(FieldChange { old: Some(old), new: Some(new), how });
    }
    ordered(changes, index::compare(&old.indexes, &new.indexes))
}

/// Field changes in the order in which they are shown, then those of indexes.
fn ordered(mut changes: Vec<FieldChange>, indexes: Vec<super::IndexChange>) -> Vec<Change> {
    let sign = |change: &FieldChange| match (&change.old, &change.new) {
        (None, _) => 0,
        (Some(_), Some(_)) => 1,
        (Some(_), None) => 2,
    };
    changes.sort_by(|a, b| {
        let key = |change: &FieldChange| (sign(change), change.how.class());
        key(a).cmp(&key(b)).then_with(|| a.place().cmp(&b.place()))
    });
    changes.dedup();
    let fields = changes.into_iter().map(|change| Change::Field(Box::new(change)));
    fields.chain(indexes.into_iter().map(Change::Index)).collect()
}

impl TableDiff {
    /// A table without anything to say yet.
    pub(crate) fn new(table: &TableName, fate: TableFate) -> Self {
        Self {
            table: table.clone(),
            fate,
            changes: Vec::new(),
            renames: Vec::new(),
            hops: Vec::new(),
            census: Vec::new(),
            index_notes: Vec::new(),
        }
    }
}

/// Compares a table that stays, with what is deployed of it; `None` where nothing differs.
pub(super) fn staying(
    deployed: &DeployedTable,
    history: &TableHistory,
    findings: &mut Vec<Finding>,
) -> Option<TableDiff> {
    let newest = history.newest();
    let table = &newest.name.table;
    if deployed.version == newest.name.version {
        let changes = compare_meanings(&deployed.meaning, &Meaning::of(newest));
        if changes.is_empty() {
            return None;
        }
        same_version(table, deployed.version, &changes, findings);
        let mut diff = TableDiff::new(table, TableFate::InPlace { version: deployed.version });
        diff.renames = rename::likely(&field_changes(&changes));
        diff.changes = changes;
        return Some(diff);
    }
    let transitions = transitions_from(deployed, history, findings)?;
    let (old, new) = (deployed.version, newest.name.version);
    let span = Span { was: &deployed.meaning, new: newest, transitions };
    let mut diff = TableDiff::new(table, TableFate::Carried { old, new });
    across(&span, &mut diff);
    diff.index_notes = index_notes(history, old, findings);
    Some(diff)
}

/// Compares a table that is carried into others with what is deployed of it.
pub(super) fn carried_away(
    deployed: &DeployedTable,
    history: &TableHistory,
    findings: &mut Vec<Finding>,
) -> Option<TableDiff> {
    let newest = history.newest();
    let (table, last) = (&newest.name.table, newest.name.version);
    let mut diff = TableDiff::new(table, TableFate::CarriedAway { old: deployed.version, last });
    if deployed.version == last {
        findings.push(Finding::AlreadyAtLast { table: table.clone(), last });
        return Some(diff);
    }
    let transitions = transitions_from(deployed, history, findings)?;
    diff.hops = transitions.iter().map(Hop::of).collect();
    diff.index_notes = index_notes(history, deployed.version, findings);
    let document = Side::document(&deployed.meaning.document);
    let mut changes = Vec::new();
    losses(&document, transitions, &mut changes);
    deletions(&deployed.meaning.document, transitions, &mut changes);
    diff.changes = ordered(changes, Vec::new());
    Some(diff)
}

/// What becomes of older indexes when the table is widened.
fn index_notes(
    history: &TableHistory,
    old: VersionNumber,
    findings: &mut Vec<Finding>,
) -> Vec<IndexNote> {
    match history.widened_from(old) {
        Ok(widened) => widened.notes,
        Err(error) => {
            findings.push(Finding::Widen(Box::new(error)));
            Vec::new()
        }
    }
}

/// The transitions from what is deployed to the newest version.
fn transitions_from<'a>(
    deployed: &DeployedTable,
    history: &'a TableHistory,
    findings: &mut Vec<Finding>,
) -> Option<&'a [TransitionDef]> {
    let newest = history.newest();
    let name = VersionName { table: newest.name.table.clone(), version: deployed.version };
    if deployed.version > newest.name.version {
        let newest = newest.name.version;
        findings.push(Finding::DeployedIsNewer { deployed: name, newest });
        return None;
    }
    let found = history.versions().iter().position(|v| v.name.version == deployed.version);
    let Some(index) = found else {
        let oldest = history.versions().first().map_or(newest.name.version, |v| v.name.version);
        findings.push(Finding::VersionGone { deployed: name, oldest });
        return None;
    };
    let declared = Meaning::of(&history.versions()[index]);
    let changes = compare_meanings(&deployed.meaning, &declared);
    same_version(&name.table, name.version, &changes, findings);
    let wrong = history.check_from(deployed.version);
    findings.extend(wrong.into_iter().map(|error| Finding::History(Box::new(error))));
    history.transitions().get(index..)
}

/// Notes changes within one version that stored documents can't follow.
fn same_version(
    table: &TableName,
    version: VersionNumber,
    changes: &[Change],
    findings: &mut Vec<Finding>,
) {
    let refused: Vec<Change> =
        changes.iter().filter(|change| change.class() >= Class::Data).cloned().collect();
    if !refused.is_empty() {
        let version = VersionName { table: table.clone(), version };
        let changes = show::changes_text(&refused);
        findings.push(Finding::SameVersionDiffers { version, changes });
    }
}

fn field_changes(changes: &[Change]) -> Vec<FieldChange> {
    let fields = changes.iter().filter_map(|change| match change {
        Change::Field(change) => Some((**change).clone()),
        Change::Index(_) => None,
    });
    fields.collect()
}

/// Fills in what the transitions of `span` do.
fn across(span: &Span<'_>, diff: &mut TableDiff) {
    diff.hops = span.transitions.iter().map(Hop::of).collect();
    let mut sink = Sink::default();
    let (old, new) = (Side::document(&span.was.document), Side::document(&span.new.document));
    match levels(span.transitions) {
        Some(levels) => match (&span.was.document, &span.new.document) {
            (Validator::Object(was), Validator::Object(is)) => {
                roles::compare_objects((&old, was), (&new, is), &levels, &mut sink);
            }
            _ => field::compare(&old, &new, &mut sink.changes),
        },
        None => {
            losses(&old, span.transitions, &mut sink.changes);
            let how = How::CarriedWhole;
            sink.changes.push(FieldChange { old: Some(old), new: Some(new), how });
        }
    }
    deletions(&span.was.document, span.transitions, &mut sink.changes);
    markers(span, &mut sink.changes);
    diff.renames = rename::likely(&sink.changes);
    diff.census = sink.census;
    diff.changes = ordered(sink.changes, index::compare(&span.was.indexes, &span.new.indexes));
}

/// The transitions field by field; `None` where one carries whole documents.
fn levels(transitions: &[TransitionDef]) -> Option<Vec<Level<'_>>> {
    let level = |transition: &'_ TransitionDef| match &transition.carry {
        DocumentCarry::Fields(_) => true,
        DocumentCarry::Whole => false,
    };
    if !transitions.iter().all(level) {
        return None;
    }
    let levels = transitions.iter().filter_map(|transition| match &transition.carry {
        DocumentCarry::Fields(carry) => Some(Level { version: transition.new, carry }),
        DocumentCarry::Whole => None,
    });
    Some(levels.collect())
}

/// Everything that the transitions drop, where the rest can't be followed field by field.
fn losses(document: &Side, transitions: &[TransitionDef], out: &mut Vec<FieldChange>) {
    for transition in transitions {
        if let DocumentCarry::Fields(carry) = &transition.carry {
            roles::object_losses(document, carry, out);
        }
    }
}

/// Transitions that delete their document and put nothing in its place.
fn deletions(document: &Validator, transitions: &[TransitionDef], out: &mut Vec<FieldChange>) {
    let deletes = transitions.iter().map(|transition| &transition.effects).any(|effects| {
        effects.deletes_self && effects.inserts.is_empty() && effects.ensures.is_empty()
    });
    if deletes {
        let old = Some(Side::document(document));
        out.push(FieldChange { old, new: None, how: How::DocumentsDeleted });
    }
}

/// A field that holds the version's number is no change of its own: it follows from the version.
fn markers(span: &Span<'_>, changes: &mut Vec<FieldChange>) {
    let is = |side: &Option<Side>, marker: Option<&FieldName>| {
        side.as_ref().zip(marker).is_some_and(|(side, marker)| side.place == Place::field(marker))
    };
    for change in changes.iter_mut() {
        if is(&change.new, span.new.version_field.as_ref()) {
            change.how = How::Marked(span.new.name.version);
        }
    }
    if span.was.version_field != span.new.version_field && span.was.version_field.is_some() {
        let (old, new) = (&span.was.version_field, &span.new.version_field);
        let how = How::Remarked { old: old.clone(), new: new.clone() };
        let (old, new) = (Side::document(&span.was.document), Side::document(&span.new.document));
        changes.push(FieldChange { old: Some(old), new: Some(new), how });
    }
}
