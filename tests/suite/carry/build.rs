//! Histories made of data, for tables called `users`.

#![expect(clippy::unwrap_used, reason = "what a test writes is right, or the test fails")]

use std::collections::BTreeMap;

use schema_core::convert::{EffectNumber, Encoded, Placeholder};
use schema_core::history::{
    Carried, CarryOutcome, Classification, QuarantineCode, Quarantined, TableHistory,
};
use schema_core::id::{DocumentId, TableNumber};
use schema_core::name::{FieldName, FieldPath, IndexName, TableName};
use schema_core::path::{Path, Segment};
use schema_core::schema::{Index, IndexKind};
use schema_core::shape::RustType;
use schema_core::transition::{
    Carry, DeclaredEffects, DocumentCarry, FieldCarry, FillFn, FillOutcome, FoundDocuments,
    ObjectCarry, Origin, Refusal, StoredDocument, Supply, TransitionDef,
};
use schema_core::validator::{FieldValidator, ObjectValidator, Validator};
use schema_core::value::{Object, Value};
use schema_core::version::{TableVersion, VersionName, VersionNumber};
use serde_json::Value as Json;

/// The number of table `users`, and of `teams`.
pub(crate) const USERS: u32 = 10_001;
pub(crate) const TEAMS: u32 = 10_002;

pub(crate) fn numbers() -> BTreeMap<TableNumber, TableName> {
    BTreeMap::from([
        (TableNumber(USERS), TableName::from_checked("users")),
        (TableNumber(TEAMS), TableName::from_checked("teams")),
    ])
}

pub(crate) fn id_of(table: u32, byte: u8) -> String {
    DocumentId { table: TableNumber(table), internal: [byte; 16] }.to_string()
}

/// A value; bare numbers are doubles, as on the wire.
pub(super) fn value(json: Json) -> Value {
    Value::from_encoded(json).unwrap()
}

pub(super) fn fields(json: Json) -> Object {
    match value(json) {
        Value::Object(object) => object,
        other => panic!("{other:?} isn't an object"),
    }
}

pub(super) fn stored(json: Json) -> StoredDocument {
    StoredDocument { id: id_of(USERS, 1), creation_time: 1000.5, fields: fields(json) }
}

/// A validator as the `v` of `convex/values` writes it: `{"a": "string", "b?": ["id", "teams"]}`.
///
/// Text is a type by name, `"=x"`, numbers and booleans are literals; an object its fields, with `?` after optional ones; an
/// array is `[]` for arrays, `|` for unions, `{}` for records, `id`.
pub(super) fn of(json: &Json) -> Validator {
    match json {
        Json::String(name) => named(name),
        Json::Number(_) | Json::Bool(_) => literal(value(json.clone())),
        Json::Object(declared) => {
            let field = |(name, of_field): (&String, &Json)| {
                let optional = name.ends_with('?');
                let name = FieldName::from_checked(name.trim_end_matches('?'));
                (name, FieldValidator { validator: of(of_field), optional })
            };
            Validator::Object(ObjectValidator { fields: declared.iter().map(field).collect() })
        }
        Json::Array(parts) => match (parts[0].as_str().unwrap(), &parts[1..]) {
            ("[]", [element]) => Validator::array(of(element)),
            ("{}", [values]) => Validator::record(Validator::String, of(values)),
            ("|", members) => Validator::union(members.iter().map(of)),
            ("id", [table]) => Validator::id(table.as_str().unwrap()),
            (other, _) => panic!("{other} isn't known"),
        },
        Json::Null => Validator::Null,
    }
}

fn named(name: &str) -> Validator {
    match name {
        "null" => Validator::Null,
        "number" => Validator::Float64,
        "int64" => Validator::Int64,
        "boolean" => Validator::Boolean,
        "string" => Validator::String,
        "bytes" => Validator::Bytes,
        "any" => Validator::Any,
        text => literal(Value::String(text.strip_prefix('=').unwrap().to_owned())),
    }
}

fn literal(value: Value) -> Validator {
    Validator::Literal(schema_core::validator::Literal::new(value).unwrap())
}

/// `users@number` with this document.
pub(crate) fn version(number: u32, document: Json) -> TableVersion {
    TableVersion {
        name: at(number),
        document: of(&document),
        indexes: BTreeMap::new(),
        version_field: None,
        rust: RustType::Leaf("User".to_owned()),
        types: BTreeMap::new(),
        errors: Vec::new(),
    }
}

/// `users@number`, its documents marked with `schemaVersion`.
pub(super) fn marked(number: u32, mut document: Json) -> TableVersion {
    let declared = document.as_object_mut().unwrap();
    declared.insert("schemaVersion".to_owned(), serde_json::json!(number));
    TableVersion {
        version_field: Some(FieldName::from_checked("schemaVersion")),
        ..version(number, document)
    }
}

pub(super) fn at(number: u32) -> VersionName {
    VersionName { table: TableName::from_checked("users"), version: VersionNumber(number) }
}

/// The same version with a plain index.
pub(super) fn indexed(mut version: TableVersion, name: &str, paths: &[&str]) -> TableVersion {
    let fields = paths.iter().map(|path| FieldPath::from_checked(*path)).collect();
    let index = Index { kind: IndexKind::Database { fields }, staged: false };
    version.indexes.insert(IndexName::from_checked(name), index);
    version
}

pub(super) fn field(new: &str, origin: Origin) -> FieldCarry {
    FieldCarry { new: FieldName::from_checked(new), origin }
}

pub(super) fn kept(name: &str) -> FieldCarry {
    kept_by(name, Carry::AsStored)
}

pub(super) fn kept_by(name: &str, carry: Carry) -> FieldCarry {
    field(name, Origin::Kept { carry, under_another_type: false })
}

pub(crate) fn renamed(new: &str, old: &str) -> FieldCarry {
    field(new, Origin::Renamed { old: FieldName::from_checked(old), carry: Carry::AsStored })
}

pub(super) fn added(name: &str) -> FieldCarry {
    field(name, Origin::Added(Supply::Fill))
}

pub(crate) fn defaulted(name: &str, json: Json) -> FieldCarry {
    field(name, Origin::Added(Supply::Default(value(json))))
}

pub(super) fn absent(name: &str) -> FieldCarry {
    field(name, Origin::Added(Supply::Absent))
}

pub(super) fn changed(name: &str) -> FieldCarry {
    field(name, Origin::Changed { supply: Supply::Fill, keep_valid: false })
}

pub(super) fn changed_keep_valid(name: &str) -> FieldCarry {
    field(name, Origin::Changed { supply: Supply::Fill, keep_valid: true })
}

pub(super) fn object(fields: impl IntoIterator<Item = FieldCarry>) -> ObjectCarry {
    let (moved, dropped) = (Vec::new(), Vec::new());
    ObjectCarry { fields: fields.into_iter().collect(), moved, dropped, fill: None }
}

/// The transition from the version before `new`, field by field.
pub(crate) fn step(
    new: u32,
    fields: impl IntoIterator<Item = FieldCarry>,
    fill: Option<FillFn>,
) -> TransitionDef {
    TransitionDef {
        old: VersionNumber(new - 1),
        new: VersionNumber(new),
        carry: DocumentCarry::Fields(object(fields)),
        effects: DeclaredEffects::default(),
        reads: std::collections::BTreeSet::new(),
        reads_fn: None,
        fill,
    }
}

/// The same transition that loses these old fields.
pub(super) fn dropping(mut step: TransitionDef, names: &[&str]) -> TransitionDef {
    if let DocumentCarry::Fields(carry) = &mut step.carry {
        carry.dropped.extend(names.iter().map(|name| FieldName::from_checked(*name)));
    }
    step
}

/// The same transition whose `fill` reads these old fields.
pub(super) fn moving(mut step: TransitionDef, names: &[&str]) -> TransitionDef {
    if let DocumentCarry::Fields(carry) = &mut step.carry {
        carry.moved.extend(names.iter().map(|name| FieldName::from_checked(*name)));
    }
    step
}

/// What a `fill` gives that has no effects.
pub(super) fn gives(json: Json) -> Result<FillOutcome, Refusal> {
    let values = Encoded { fields: fields(json), placeholders: Vec::new() };
    Ok(FillOutcome { values, effects: Vec::new() })
}

pub(super) fn text<'a>(stored: &'a StoredDocument, name: &str) -> &'a str {
    match &stored.fields[name] {
        Value::String(text) => text,
        other => panic!("{other:?} isn't text"),
    }
}

pub(super) fn number(stored: &StoredDocument, name: &str) -> f64 {
    match &stored.fields[name] {
        Value::Float64(number) => *number,
        other => panic!("{other:?} isn't a number"),
    }
}

pub(crate) fn history(
    first: TableVersion,
    steps: impl IntoIterator<Item = (TableVersion, TransitionDef)>,
) -> TableHistory {
    let begin = TableHistory::begin(first);
    steps.into_iter().fold(begin, |history, (version, step)| history.then(version, step))
}

pub(super) fn carry(history: &TableHistory, json: Json) -> CarryOutcome {
    history.carry(&stored(json), &FoundDocuments::default(), &numbers())
}

pub(super) fn carried(history: &TableHistory, json: Json) -> Carried {
    match carry(history, json) {
        CarryOutcome::Carried(carried) => carried,
        other => panic!("not carried: {other:?}"),
    }
}

/// The fields of a document carried without effects.
pub(super) fn becomes(history: &TableHistory, json: Json) -> Object {
    let carried = carried(history, json);
    assert!(carried.effects.is_empty() && carried.document.placeholders.is_empty());
    carried.document.fields
}

pub(super) fn quarantined(history: &TableHistory, json: Json) -> Quarantined {
    match carry(history, json) {
        CarryOutcome::Quarantined(quarantined) => quarantined,
        other => panic!("not quarantined: {other:?}"),
    }
}

pub(super) fn is_quarantined_at(
    history: &TableHistory,
    json: Json,
    code: QuarantineCode,
    path: &str,
) {
    let quarantined = quarantined(history, json);
    assert_eq!((quarantined.code, quarantined.path.to_string().as_str()), (code, path));
}

pub(super) fn classify(history: &TableHistory, json: Json) -> Classification {
    history.classify(&stored(json), &numbers())
}

pub(super) fn old(number: u32) -> Classification {
    Classification::Old { version: VersionNumber(number) }
}

pub(super) fn placeholder(path: &[&str], effect: usize) -> Placeholder {
    let segments = path.iter().map(|name| Segment::Field((*name).to_owned()));
    Placeholder { path: Path(segments.collect()), effect: EffectNumber(effect) }
}

/// The codes of what is wrong with a history, with the paths where they have one.
pub(super) fn codes(history: &TableHistory) -> Vec<&'static str> {
    history.check().iter().map(schema_core::history::HistoryError::code).collect()
}
