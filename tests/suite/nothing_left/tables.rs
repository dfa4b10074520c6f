//! Random tables: how one was declared before, how it is declared now, and what is stored in it.

#![expect(clippy::unnecessary_wraps, reason = "a `fill` may refuse, whether it does or not")]

use std::collections::BTreeSet;

use schema_core::convert::Encoded;
use schema_core::declaration::DroppedTable;
use schema_core::history::{CarryOutcome, TableHistory};
use schema_core::name::{FieldName, TableName};
use schema_core::shape::RustType;
use schema_core::transition::{
    Carry, DocumentCarry, Effect, FieldCarry, FillOutcome, FoundDocuments, ObjectCarry, Origin,
    Refusal, StoredDocument, Supply, TransitionDef,
};
use schema_core::validator::{FieldValidator, Literal, ObjectValidator, Validator};
use schema_core::value::{Object, Value};
use schema_core::version::{TableVersion, VersionName, VersionNumber};

use super::indexes::any_indexes;
use crate::carry::build::{USERS, id_of, numbers};
use crate::carry::pairs::{Random, any_history_within, any_object, any_type, document_of};

/// Documents of a table, at most.
const DOCUMENTS_MAX: usize = 6;

/// What is generated of one table.
pub(super) struct Table {
    /// How it is declared first; nothing where it is new.
    pub(super) old: Option<TableHistory>,
    pub(super) new: New,
    /// Documents of the newest version that is declared first.
    pub(super) documents: Vec<Object>,
}

/// How a table is declared afterwards.
pub(super) enum New {
    Listed(TableHistory),
    Dropped(DroppedTable),
}

/// A table with everything that may happen to it.
pub(super) fn any_table(name: &TableName, random: &mut Random) -> Table {
    let history = match random.below(8) {
        0 => alone(any_union(random)),
        1 => alone(Validator::Any),
        2 => carried_whole(random),
        // Deep ones take long to compare and to write, and differ in little else.
        3 => with_fields(&any_history_within(2, random)),
        _ => with_fields(&any_history_within(1, random)),
    };
    let history = named(&indexed(&history, random), name);
    let last = history.versions().len();
    let before = up_to(&history, 1 + random.below(last));
    match random.below(10) {
        0 => Table { old: None, new: New::Listed(history), documents: Vec::new() },
        1 | 2 => {
            let documents = documents_of(before.newest(), random);
            let dropped = match random.below(3) {
                0 => DroppedTable::Forget,
                1 => DroppedTable::DeleteDocuments,
                _ => emptied(&before, random),
            };
            Table { old: Some(before), new: New::Dropped(dropped), documents }
        }
        _ => {
            // A document that its own transition refuses is left for a person, and isn't of interest.
            let mut documents = documents_of(before.newest(), random);
            documents.retain(|fields| !is_refused(&history, fields));
            let is_edited = before.versions().len() == last && last == 1;
            let new = if is_edited { edited(&history, random) } else { history };
            Table { old: Some(before), new: New::Listed(new), documents }
        }
    }
}

/// The table that others insert into: nothing happens to it.
pub(super) fn log() -> TableHistory {
    let document = ObjectValidator::new().field("text", Validator::String).into();
    TableHistory::begin(version(&name("log"), 1, document))
}

pub(super) fn name(table: &str) -> TableName {
    TableName::from_checked(table)
}

fn version(table: &TableName, number: u32, document: Validator) -> TableVersion {
    TableVersion {
        name: VersionName { table: table.clone(), version: VersionNumber(number) },
        document,
        indexes: [].into(),
        version_field: None,
        rust: RustType::Leaf("Document".to_owned()),
        types: [].into(),
        errors: Vec::new(),
    }
}

fn alone(document: Validator) -> TableHistory {
    TableHistory::begin(version(&name("users"), 1, document))
}

/// A union of one to three objects.
fn any_union(random: &mut Random) -> Validator {
    let members = (0..=random.below(3)).map(|number| {
        let kind = Validator::Literal(Literal::string(format!("m{number}")));
        Validator::Object(any_object(1, random).field("kind", kind))
    });
    Validator::Union(members.collect())
}

/// A union that becomes another one as a whole.
fn carried_whole(random: &mut Random) -> TableHistory {
    fn fill(_: &StoredDocument, _: &FoundDocuments) -> Result<FillOutcome, Refusal> {
        let kind = ("kind".to_owned(), Value::String("new".to_owned()));
        let values = Encoded { fields: [kind].into(), placeholders: Vec::new() };
        Ok(FillOutcome { values, effects: Vec::new() })
    }
    let (old, new) = (any_union(random), any_union(random));
    let kind = Validator::Literal(Literal::string("new"));
    let Validator::Union(mut members) = new else { return alone(old) };
    members.push(ObjectValidator::new().field("kind", kind).into());
    let step = step(2, DocumentCarry::Whole);
    let step = TransitionDef { fill: Some(fill), ..step };
    alone(old).then(version(&name("users"), 2, Validator::Union(members)), step)
}

fn step(new: u32, carry: DocumentCarry) -> TransitionDef {
    TransitionDef {
        old: VersionNumber(new - 1),
        new: VersionNumber(new),
        carry,
        effects: schema_core::transition::DeclaredEffects::default(),
        reads: BTreeSet::new(),
        reads_fn: None,
        fill: None,
    }
}

fn kept(name: &FieldName) -> FieldCarry {
    let origin = Origin::Kept { carry: Carry::AsStored, under_another_type: false };
    FieldCarry { new: name.clone(), origin }
}

/// The same history with text and a vector in every document, so that indexes of every kind have
/// something to cover.
fn with_fields(history: &TableHistory) -> TableHistory {
    let fields = [("body", Validator::String), ("sense", Validator::array(Validator::Float64))];
    let fields = fields.map(|(name, validator)| (FieldName::from_checked(name), validator));
    let with = |version: &TableVersion| {
        let mut version = version.clone();
        if let Validator::Object(object) = &mut version.document {
            for (name, validator) in &fields {
                let optional = *validator != Validator::String;
                let field = FieldValidator { validator: validator.clone(), optional };
                object.fields.insert(name.clone(), field);
            }
        }
        version
    };
    let with_step = |step: &TransitionDef| {
        let mut step = step.clone();
        if let DocumentCarry::Fields(carry) = &mut step.carry {
            carry.fields.extend(fields.iter().map(|(name, _)| kept(name)));
        }
        step
    };
    changed(history, with, with_step)
}

/// The same history with each version and each step changed.
fn changed(
    history: &TableHistory,
    mut version: impl FnMut(&TableVersion) -> TableVersion,
    step: impl Fn(&TransitionDef) -> TransitionDef,
) -> TableHistory {
    let [first, rest @ ..] = history.versions() else { panic!("a history has versions") };
    let begin = TableHistory::begin(version(first));
    let steps = rest.iter().zip(history.transitions());
    steps.fold(begin, |longer, (next, by)| longer.then(version(next), step(by)))
}

/// The first versions of a history.
fn up_to(history: &TableHistory, count: usize) -> TableHistory {
    let versions = &history.versions()[..count];
    let begin = TableHistory::begin(versions[0].clone());
    let steps = versions[1..].iter().zip(history.transitions());
    steps.fold(begin, |longer, (next, by)| longer.then(next.clone(), by.clone()))
}

fn named(history: &TableHistory, table: &TableName) -> TableHistory {
    let rename = |version: &TableVersion| {
        let name = VersionName { table: table.clone(), ..version.name.clone() };
        TableVersion { name, ..version.clone() }
    };
    changed(history, rename, Clone::clone)
}

/// Each version with indexes, often those of the version before.
fn indexed(history: &TableHistory, random: &mut Random) -> TableHistory {
    let with = |version: &TableVersion| {
        let indexes = any_indexes(&version.document, random);
        TableVersion { indexes, ..version.clone() }
    };
    changed(history, with, Clone::clone)
}

/// The one version of a table, edited in a way that every document agrees with.
fn edited(history: &TableHistory, random: &mut Random) -> TableHistory {
    let mut version = history.newest().clone();
    for _ in 0..random.below(3) {
        let other = any_type(1, random);
        match (&mut version.document, random.below(4)) {
            (Validator::Object(object), 0) => {
                let field = FieldValidator { validator: other, optional: true };
                let name = FieldName::from_checked("edited");
                object.fields.entry(name).or_insert(field);
            }
            (Validator::Object(object), 1) => {
                let at = random.below(object.fields.len().max(1));
                if let Some(field) = object.fields.values_mut().nth(at) {
                    let old = std::mem::replace(&mut field.validator, Validator::Null);
                    field.validator = Validator::union([old, other]);
                }
            }
            (Validator::Object(object), 2) => {
                let at = random.below(object.fields.len().max(1));
                if let Some(field) = object.fields.values_mut().nth(at) {
                    field.optional = true;
                }
            }
            (document, 3) => reorder(document, random),
            (Validator::Union(members), _) => members.push(any_object(1, random).into()),
            _ => {}
        }
    }
    if random.is(2, 3) {
        version.indexes = any_indexes(&version.document, random);
    }
    // Where the indexes that stayed don't go with the document, new ones do.
    let edited = TableHistory::begin(version);
    let table = schema_core::schema::TableSchema::from(edited.newest());
    if super::indexes::errors(&table).is_empty() { edited } else { indexed(&edited, random) }
}

/// The same unions with their members in another order.
fn reorder(validator: &mut Validator, random: &mut Random) {
    match validator {
        Validator::Union(members) => {
            random.shuffle(members);
            for member in members {
                reorder(member, random);
            }
        }
        Validator::Object(object) => {
            object.fields.values_mut().for_each(|field| reorder(&mut field.validator, random));
        }
        Validator::Array(element) => reorder(element, random),
        Validator::Record(record) => reorder(&mut record.values, random),
        _ => {}
    }
}

/// What becomes of a table whose last transition leaves none of its documents.
fn emptied(history: &TableHistory, random: &mut Random) -> DroppedTable {
    fn delete(_: &StoredDocument, _: &FoundDocuments) -> Result<FillOutcome, Refusal> {
        Ok(FillOutcome { values: Encoded::default(), effects: vec![Effect::DeleteSelf] })
    }
    fn note(old: &StoredDocument, _: &FoundDocuments) -> Result<FillOutcome, Refusal> {
        let text = ("text".to_owned(), Value::String(old.id.clone()));
        let document = Encoded { fields: [text].into(), placeholders: Vec::new() };
        let insert = Effect::Insert { table: name("log"), version: VersionNumber(1), document };
        let effects = vec![insert, Effect::DeleteSelf];
        Ok(FillOutcome { values: Encoded::default(), effects })
    }
    let last = history.newest();
    let Validator::Object(object) = &last.document else { return DroppedTable::DeleteDocuments };
    if last.version_field.is_some() {
        return DroppedTable::Forget;
    }
    let number = last.name.version.0 + 1;
    // No document is valid already, so each is carried, and is gone by that.
    let emptied = FieldName::from_checked("emptied");
    let document = object.clone().field(emptied.as_str(), Validator::Boolean);
    let next = version(&last.name.table, number, document.into());
    let new = FieldCarry { new: emptied, origin: Origin::Added(Supply::Fill) };
    let fields = object.fields.keys().map(kept).chain([new]).collect();
    let (moved, dropped) = (Vec::new(), Vec::new());
    let carry = DocumentCarry::Fields(ObjectCarry { fields, moved, dropped, fill: None });
    let mut step = step(number, carry);
    step.effects.deletes_self = true;
    step.fill = Some(delete);
    if random.is(1, 2) {
        step.effects.inserts.insert(log().newest().name.clone());
        step.fill = Some(note);
    }
    let history = history.clone().then(next, step);
    let last = history.newest().name.clone();
    DroppedTable::CarriedAway { history: Box::new(history), last }
}

fn documents_of(version: &TableVersion, random: &mut Random) -> Vec<Object> {
    if version.document == Validator::Any {
        let any = any_object(2, random).into();
        return (0..random.below(DOCUMENTS_MAX)).map(|_| document_of(&any, random)).collect();
    }
    (0..random.below(DOCUMENTS_MAX)).map(|_| document_of(&version.document, random)).collect()
}

fn is_refused(history: &TableHistory, fields: &Object) -> bool {
    let stored = StoredDocument { id: id_of(USERS, 1), creation_time: 1.5, fields: fields.clone() };
    let outcome = history.carry(&stored, &FoundDocuments::default(), &numbers());
    matches!(outcome, CarryOutcome::Quarantined(_))
}
