//! Random histories: each version made from the one before by roles that a user could declare.

mod unions;

use std::collections::BTreeSet;
use std::sync::OnceLock;

use schema_core::convert::Encoded;
use schema_core::history::TableHistory;
use schema_core::name::{FieldName, FieldPath, IndexName};
use schema_core::schema::{Index, IndexKind};
use schema_core::transition::{
    Carry, DocumentCarry, FieldCarry, FillOutcome, FoundDocuments, NestedFill, ObjectCarry, Origin,
    Refusal, StoredDocument, Supply, TransitionDef,
};
use schema_core::validator::{FieldValidator, Literal, ObjectValidator, Validator};
use schema_core::value::{Object, Value};
use schema_core::version::TableVersion;
use serde_json::json;

use self::unions::tag_of;
use super::random::Random;
use super::types::{NAMES, PREFIXES, any_name, any_object, any_type};
use crate::carry::build::{step, version};

/// Why a generated `fill` refuses a document.
pub(super) const REFUSAL: &str = "bad text";

/// What `fill` gives for a field, by the prefix of its name.
fn given(prefix: &str) -> Value {
    match prefix {
        "num" => Value::Float64(1.0),
        "txt" => Value::String("l0".to_owned()),
        "lst" => Value::Array(vec![Value::String("x".to_owned())]),
        _ => Value::Boolean(true),
    }
}

/// The type of what `fill` gives.
fn given_type(name: &str, random: &mut Random) -> Validator {
    let literal = |value| Literal::new(value).map_or(Validator::Any, Validator::Literal);
    match &name[..3] {
        "num" if random.is(1, 2) => {
            Validator::union([1.0, 2.0].map(|n| literal(Value::Float64(n))))
        }
        "num" => Validator::Float64,
        "txt" if random.is(1, 2) => {
            Validator::union(["l0", "l9"].map(|text| literal(Value::String(text.to_owned()))))
        }
        "txt" => Validator::String,
        "lst" => Validator::array(Validator::String),
        _ => Validator::Boolean,
    }
}

/// A value for each name there is: a function can't know which are asked for.
fn everything() -> &'static Object {
    static ALL: OnceLock<Object> = OnceLock::new();
    ALL.get_or_init(|| {
        let named =
            |prefix: &'static str| (0..NAMES).map(move |i| (format!("{prefix}{i}"), given(prefix)));
        PREFIXES.into_iter().flat_map(named).collect()
    })
}

/// Gives everything, unless a field of the object is the text `bad`.
fn nested_fill(old: &Value) -> Result<Object, Refusal> {
    let Value::Object(old) = old else { panic!("{old:?} isn't an object") };
    let is_bad = |value: &Value| *value == Value::String("bad".to_owned());
    match old.iter().find(|(_, value)| is_bad(value)) {
        Some((name, _)) => Err(Refusal::new(REFUSAL).at(name)),
        None => Ok(everything().clone()),
    }
}

fn fill(old: &StoredDocument, _: &FoundDocuments) -> Result<FillOutcome, Refusal> {
    let fields = nested_fill(&Value::Object(old.fields.clone()))?;
    let values = Encoded { fields, placeholders: Vec::new() };
    Ok(FillOutcome { values, effects: Vec::new() })
}

/// A history of two to four versions that passes its checks.
pub(crate) fn any_history(random: &mut Random) -> TableHistory {
    any_history_within(2, random)
}

/// The same, its objects nested so deep at most.
pub(crate) fn any_history_within(depth: usize, random: &mut Random) -> TableHistory {
    loop {
        let history = try_history(depth, random);
        // A generated role may be one that is rightly refused; what is refused isn't tried.
        if history.check().is_empty() {
            return history;
        }
    }
}

fn try_history(depth: usize, random: &mut Random) -> TableHistory {
    let mut object = any_object(depth, random);
    let marked_from =
        if random.is(1, 4) { 1 + u32::try_from(random.below(4)).unwrap_or(0) } else { 9 };
    let marked = |version: TableVersion| {
        if version.name.version.0 < marked_from { version } else { with_marker(version) }
    };
    let mut history = TableHistory::begin(marked(version_of(1, &object, random)));
    for number in 2..=if random.is(1, 3) { 4 } else { 2 } {
        // One that breaks a rule is given up at once, or long histories would hardly ever be found.
        for _ in 0..20 {
            let is_marked = number >= marked_from;
            let mut evolve = Evolve { random, used: BTreeSet::new(), is_marked };
            let (next, carry) = evolve.object(&object, depth);
            let carry = ObjectCarry { fill: None, ..carry };
            let step = TransitionDef {
                carry: DocumentCarry::Fields(carry),
                ..step(number, [], Some(fill))
            };
            let longer = history.clone().then(marked(version_of(number, &next, random)), step);
            if longer.check().is_empty() {
                (object, history) = (next, longer);
                break;
            }
        }
        if history.versions().len() < usize::try_from(number).unwrap_or(0) {
            break;
        }
    }
    if history.versions().len() == 1 { try_history(depth, random) } else { history }
}

/// A version with random indexes, whose names come back over other fields.
fn version_of(number: u32, object: &ObjectValidator, random: &mut Random) -> TableVersion {
    let mut version = version(number, json!({}));
    version.document = Validator::Object(object.clone());
    let names: Vec<&FieldName> = object.fields.keys().collect();
    let mut seen = BTreeSet::new();
    for i in 0..if names.is_empty() { 0 } else { random.below(4) } {
        let mut paths: Vec<&FieldName> = names.clone();
        random.shuffle(&mut paths);
        paths.truncate(1 + random.below(2));
        let fields: Vec<_> =
            paths.iter().map(|name| FieldPath::from_checked(name.as_str())).collect();
        let kind = match random.below(5) {
            0 => IndexKind::Search {
                search_field: fields[0].clone(),
                filter_fields: BTreeSet::new(),
            },
            _ => IndexKind::Database { fields },
        };
        if seen.insert(kind.clone()) {
            let name = IndexName::from_checked(format!("index{}", (i + random.below(3)) % 4));
            version.indexes.entry(name).or_insert(Index { kind, staged: random.is(1, 8) });
        }
    }
    // Two names over the same fields may be left of what `or_insert` kept; the newest stays.
    let mut kinds = BTreeSet::new();
    version.indexes.retain(|_, index| kinds.insert(index.kind.clone()));
    version
}

/// The same version, its documents marked with its number.
fn with_marker(mut version: TableVersion) -> TableVersion {
    let marker = FieldName::from_checked("schemaVersion");
    let literal = Literal::number(f64::from(version.name.version.0));
    if let Validator::Object(object) = &mut version.document {
        let field = FieldValidator { validator: Validator::Literal(literal), optional: false };
        object.fields.insert(marker.clone(), field);
    }
    version.version_field = Some(marker);
    version
}

struct Evolve<'r> {
    random: &'r mut Random,
    /// Names that the new object may not take: its own and those of the old one.
    used: BTreeSet<FieldName>,
    /// Documents of the new version are marked, so nothing is `keep_valid`.
    is_marked: bool,
}

impl Evolve<'_> {
    /// A new object and how it comes from the old one.
    fn object(&mut self, old: &ObjectValidator, depth: usize) -> (ObjectValidator, ObjectCarry) {
        self.used = old.fields.keys().cloned().collect();
        let (moved, dropped) = (Vec::new(), Vec::new());
        let fill = Some(NestedFill(nested_fill));
        let mut carry = ObjectCarry { fields: Vec::new(), moved, dropped, fill };
        let mut new = ObjectValidator::new();
        for (name, field) in &old.fields {
            match self.random.below(12) {
                0 => carry.dropped.push(name.clone()),
                1 => carry.moved.push(name.clone()),
                2 | 3 => {
                    let origin = self.changed(name, field);
                    add(&mut new, &mut carry, name.clone(), origin);
                }
                4..=6 => {
                    let to = self.fresh();
                    let (declared, kept) = self.taken_over(field, depth);
                    let renamed = Origin::Renamed { old: name.clone(), carry: kept };
                    add(&mut new, &mut carry, to, (declared, renamed));
                }
                _ => {
                    let (declared, kept) = self.taken_over(field, depth);
                    let under_another_type = kept == Carry::AsStored && declared != *field;
                    let kept = Origin::Kept { carry: kept, under_another_type };
                    add(&mut new, &mut carry, name.clone(), (declared, kept));
                }
            }
        }
        for _ in 0..self.random.below(3) {
            let name = self.fresh();
            let origin = self.added(&name);
            add(&mut new, &mut carry, name, origin);
        }
        (new, carry)
    }

    fn fresh(&mut self) -> FieldName {
        loop {
            let name = FieldName::from_checked(any_name(self.random));
            if self.used.insert(name.clone()) {
                return name;
            }
        }
    }

    fn added(&mut self, name: &FieldName) -> (FieldValidator, Origin) {
        let validator = given_type(name.as_str(), self.random);
        let (supply, optional) = match self.random.below(3) {
            0 => (Supply::Fill, self.random.is(1, 6)),
            1 => (Supply::Default(given(&name.as_str()[..3])), self.random.is(1, 6)),
            _ => (Supply::Absent, true),
        };
        (FieldValidator { validator, optional }, Origin::Added(supply))
    }

    fn changed(&mut self, name: &FieldName, old: &FieldValidator) -> (FieldValidator, Origin) {
        if old.optional && self.random.is(1, 2) {
            let validator = given_type(name.as_str(), self.random);
            let same = old.validator.is_subset(&validator);
            let supply =
                if same { Supply::Default(given(&name.as_str()[..3])) } else { Supply::Fill };
            let keep_valid = !same && !self.is_marked;
            return (
                FieldValidator { validator, optional: false },
                Origin::Changed { supply, keep_valid },
            );
        }
        let validator = given_type(name.as_str(), self.random);
        let keep_valid = self.random.is(2, 3) && !self.is_marked;
        let optional = self.random.is(1, 4);
        let origin = Origin::Changed { supply: Supply::Fill, keep_valid };
        (FieldValidator { validator, optional }, origin)
    }

    /// A field that takes an old one's values over, as stored or by a transition of their type.
    fn taken_over(&mut self, old: &FieldValidator, depth: usize) -> (FieldValidator, Carry) {
        let optional = old.optional || self.random.is(1, 6);
        let (validator, carry) = if self.random.is(2, 3) {
            self.nested(&old.validator, depth)
        } else if self.random.is(1, 3) {
            (self.wider(&old.validator), Carry::AsStored)
        } else {
            (old.validator.clone(), Carry::AsStored)
        };
        (FieldValidator { validator, optional }, carry)
    }

    fn wider(&mut self, old: &Validator) -> Validator {
        match old {
            Validator::Id(_) => Validator::String,
            Validator::Record(record) => {
                let values = self.wider(&record.values);
                Validator::record(Validator::String, values)
            }
            Validator::Any => Validator::Any,
            other => Validator::union([other.clone(), any_type(0, self.random)]),
        }
    }

    /// A type with a transition of its own, where the old one can have one.
    fn nested(&mut self, old: &Validator, depth: usize) -> (Validator, Carry) {
        let as_stored = (old.clone(), Carry::AsStored);
        if depth == 0 {
            return as_stored;
        }
        match old {
            Validator::Object(object) => {
                let (new, carry) = self.inner().object(object, depth - 1);
                (Validator::Object(new), Carry::Object(Box::new(carry)))
            }
            Validator::Array(element) => {
                let (new, carry) = self.nested(element, depth - 1);
                (Validator::array(new), carry.in_array())
            }
            Validator::Record(record) => {
                let (new, carry) = self.nested(&record.values, depth - 1);
                (Validator::record(Validator::String, new), carry.in_record())
            }
            Validator::Union(members) => match &members[..] {
                [one, Validator::Null] => {
                    let (new, carry) = self.nested(one, depth - 1);
                    (Validator::nullable(new), carry.in_nullable())
                }
                members if members.iter().all(|one| matches!(one, Validator::Literal(_))) => {
                    self.literals(members)
                }
                members if members.iter().all(|one| tag_of(one).is_some()) => {
                    self.tagged(members, depth)
                }
                [Validator::String, Validator::Object(_)] => self.untagged(members, depth),
                _ => as_stored,
            },
            _ => as_stored,
        }
    }

    fn inner(&mut self) -> Evolve<'_> {
        Evolve { random: self.random, used: BTreeSet::new(), is_marked: self.is_marked }
    }
}

fn add(
    new: &mut ObjectValidator,
    carry: &mut ObjectCarry,
    name: FieldName,
    (declared, origin): (FieldValidator, Origin),
) {
    new.fields.insert(name.clone(), declared);
    carry.fields.push(FieldCarry { new: name, origin });
}
