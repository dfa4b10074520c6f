//! Whether a validator accepts a value, and if not, why.

use std::ops::ControlFlow;

use super::closest::likeliest_member;
use super::{
    Failure, Found, Literal, NoDeployment, NumberedTable, ObjectValidator, Reason, TableNumbers,
    Validator,
};
use crate::id::DocumentId;
use crate::name::{FieldName, TableName};
use crate::path::{Path, Segment};
use crate::value::{Object, Value};

impl Validator {
    /// Checks a value, and stops at what the server would report.
    ///
    /// # Errors
    ///
    /// Returns the first failure: of an object, declared fields come in the order of their names
    /// and before any undeclared one.
    pub fn check(&self, value: &Value, tables: &impl TableNumbers) -> Result<(), Failure> {
        let mut checker = Checker::new(tables, Report::First);
        // What was found says more than how the search ended.
        let _ = checker.item(self, value.into());
        checker.failures.pop().map_or(Ok(()), Err)
    }

    /// Checks an object that isn't a value yet, such as a document.
    ///
    /// # Errors
    ///
    /// As [`check`](Self::check).
    pub fn check_object(&self, object: &Object, tables: &impl TableNumbers) -> Result<(), Failure> {
        let mut checker = Checker::new(tables, Report::First);
        let _ = checker.item(self, Item::Object(object));
        checker.failures.pop().map_or(Ok(()), Err)
    }

    /// Finds everything that is wrong with a value; nothing, if it is accepted.
    pub fn failures(&self, value: &Value, tables: &impl TableNumbers) -> Vec<Failure> {
        let mut checker = Checker::new(tables, Report::All);
        let _ = checker.item(self, value.into());
        checker.failures
    }

    /// Finds everything that is wrong with an object that isn't a value yet.
    pub(crate) fn object_failures(
        &self,
        object: &Object,
        tables: &impl TableNumbers,
    ) -> Vec<Failure> {
        let mut checker = Checker::new(tables, Report::All);
        let _ = checker.item(self, Item::Object(object));
        checker.failures
    }

    /// Returns whether a value is accepted, where there is no deployment that could tell which
    /// table an id belongs to (see [`NoDeployment`]).
    pub fn accepts(&self, value: &Value) -> bool {
        self.accepts_in(value, &NoDeployment)
    }

    /// Returns whether a value is accepted.
    pub fn accepts_in(&self, value: &Value, tables: &impl TableNumbers) -> bool {
        Checker::new(tables, Report::Nothing).item(self, value.into()).is_continue()
    }

    /// Returns whether an object that isn't a value yet is accepted.
    pub fn accepts_object(&self, object: &Object, tables: &impl TableNumbers) -> bool {
        Checker::new(tables, Report::Nothing).item(self, Item::Object(object)).is_continue()
    }
}

/// How much of what is found is kept.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Report {
    Nothing,
    First,
    All,
}

/// One step of the way to what is being checked; borrowed, because most checks succeed.
#[derive(Clone, Copy)]
enum Step<'a> {
    Field(&'a str),
    Index(usize),
    RecordKeys,
    RecordValues,
}

/// What is being checked: a value, or a key of a record, which is checked as if it were one.
#[derive(Clone, Copy)]
pub(super) enum Item<'a> {
    Text(&'a str),
    Object(&'a Object),
    /// Any value but those.
    Other(&'a Value),
}

impl<'a> From<&'a Value> for Item<'a> {
    fn from(value: &'a Value) -> Self {
        match value {
            Value::String(text) => Self::Text(text),
            Value::Object(object) => Self::Object(object),
            other => Self::Other(other),
        }
    }
}

impl Item<'_> {
    fn type_name(self) -> &'static str {
        match self {
            Self::Text(_) => "string",
            Self::Object(_) => "object",
            Self::Other(value) => value.type_name(),
        }
    }

    fn is_literal(self, literal: &Literal) -> bool {
        match (self, literal.value()) {
            (Self::Text(text), Value::String(literal)) => text == literal,
            (Self::Text(_) | Self::Object(_), _) => false,
            (Self::Other(value), literal) => value == literal,
        }
    }
}

/// Whether a text is the id of a document of this table, as far as a deployment knows.
pub(super) fn accepts_id(table: &TableName, text: &str, tables: &impl TableNumbers) -> bool {
    let Ok(id) = text.parse::<DocumentId>() else { return false };
    match tables.table(id.table) {
        NumberedTable::Unresolved => true,
        NumberedTable::Table(found) | NumberedTable::System(found) => found == table,
        NumberedTable::Nothing => false,
    }
}

struct Checker<'a, T> {
    tables: &'a T,
    report: Report,
    path: Vec<Step<'a>>,
    failures: Vec<Failure>,
}

/// `Break` means that nothing further needs to be looked at.
type Flow = ControlFlow<()>;
const ON: Flow = ControlFlow::Continue(());
const STOP: Flow = ControlFlow::Break(());

impl<'a, T: TableNumbers> Checker<'a, T> {
    fn new(tables: &'a T, report: Report) -> Self {
        Self { tables, report, path: Vec::new(), failures: Vec::new() }
    }

    fn item(&mut self, validator: &'a Validator, item: Item<'a>) -> Flow {
        match (validator, item) {
            (Validator::Any, _)
            | (Validator::String, Item::Text(_))
            | (Validator::Null, Item::Other(Value::Null))
            | (Validator::Float64, Item::Other(Value::Float64(_)))
            | (Validator::Int64 | Validator::CommitTs, Item::Other(Value::Int64(_)))
            | (Validator::Boolean, Item::Other(Value::Boolean(_)))
            | (Validator::Bytes, Item::Other(Value::Bytes(_))) => ON,
            (Validator::Id(table), Item::Text(text)) => self.id(validator, table, text),
            (Validator::Literal(literal), item) if item.is_literal(literal) => ON,
            (Validator::Literal(expected), item) => self.fail(|| Reason::LiteralMismatch {
                expected: expected.clone(),
                found: item.type_name(),
            }),
            (Validator::Array(element), Item::Other(Value::Array(values))) => {
                for (index, value) in values.iter().enumerate() {
                    self.inside(Step::Index(index), element, value.into())?;
                }
                ON
            }
            (Validator::Object(object), Item::Object(value)) => self.object(object, value),
            (Validator::Record(record), Item::Object(object)) => {
                for (key, value) in object {
                    self.inside(Step::RecordKeys, &record.keys, Item::Text(key))?;
                    self.inside(Step::RecordValues, &record.values, value.into())?;
                }
                ON
            }
            (Validator::Union(members), item) => self.union(validator, members, item),
            (_, item) => self.no_match(validator, Found::Type(item.type_name()), None),
        }
    }

    fn inside(&mut self, step: Step<'a>, validator: &'a Validator, item: Item<'a>) -> Flow {
        self.path.push(step);
        let flow = self.item(validator, item);
        self.path.pop();
        flow
    }

    fn object(&mut self, validator: &'a ObjectValidator, object: &'a Object) -> Flow {
        let declared = &validator.fields;
        // Both are in the order of their names, so one walk over both finds what is in which.
        let mut stored = object.iter().peekable();
        let mut has_extra = false;
        for (name, field) in declared {
            while stored.next_if(|(key, _)| key.as_str() < name.as_str()).is_some() {
                has_extra = true;
            }
            match stored.next_if(|(key, _)| key.as_str() == name.as_str()) {
                Some((_, value)) => {
                    self.inside(Step::Field(name.as_str()), &field.validator, value.into())?;
                }
                None if field.optional => {}
                None => self.fail(|| Reason::MissingField { field: name.clone() })?,
            }
        }
        if !has_extra && stored.next().is_none() {
            return ON;
        }
        for field in object.keys().filter(|key| !declared.contains_key(key.as_str())) {
            self.fail(|| {
                let absent = declared.keys().map(FieldName::as_str);
                let absent = absent.filter(|name| !object.contains_key(*name));
                let closest = schema_names::suggest::closest(field, absent);
                let closest = closest.map(FieldName::from_checked);
                Reason::ExtraField { field: field.clone(), closest }
            })?;
        }
        ON
    }

    fn id(&mut self, validator: &'a Validator, expected: &TableName, text: &str) -> Flow {
        let Ok(id) = text.parse::<DocumentId>() else {
            return self.no_match(validator, Found::NotAnId, None);
        };
        match self.tables.table(id.table) {
            NumberedTable::Unresolved => ON,
            NumberedTable::Table(found) | NumberedTable::System(found) if found == expected => ON,
            NumberedTable::Table(found) => self
                .fail(|| Reason::IdWrongTable { expected: expected.clone(), found: found.clone() }),
            NumberedTable::System(found) => self.fail(|| Reason::IdSystemTable {
                expected: expected.clone(),
                found: found.clone(),
            }),
            NumberedTable::Nothing => self.no_match(validator, Found::IdOfNothing(id.table), None),
        }
    }

    fn union(
        &mut self,
        validator: &'a Validator,
        members: &'a [Validator],
        item: Item<'a>,
    ) -> Flow {
        // Like the server: a union of one is as good as its member, also in what it reports.
        if let [only] = members {
            return self.item(only, item);
        }
        let report = std::mem::replace(&mut self.report, Report::Nothing);
        let accepted = members.iter().any(|member| self.item(member, item).is_continue());
        self.report = report;
        if accepted {
            return ON;
        }
        let closest = match report {
            Report::Nothing => None,
            Report::First | Report::All => self.closest(members, item),
        };
        self.no_match(validator, Found::Type(item.type_name()), closest)
    }

    fn closest(&self, members: &'a [Validator], item: Item<'a>) -> Option<Box<Failure>> {
        let member = likeliest_member(members, item)?;
        let mut checker = Self { path: self.path.clone(), ..Self::new(self.tables, Report::First) };
        let _ = checker.item(member, item);
        checker.failures.pop().map(Box::new)
    }

    fn no_match(
        &mut self,
        expected: &Validator,
        found: Found,
        closest: Option<Box<Failure>>,
    ) -> Flow {
        self.fail(|| Reason::NoMatch { expected: expected.clone(), found, closest })
    }

    fn fail(&mut self, reason: impl FnOnce() -> Reason) -> Flow {
        if self.report == Report::Nothing {
            return STOP;
        }
        let path = self.path.iter().map(|step| match step {
            Step::Field(name) => Segment::Field((*name).to_owned()),
            Step::Index(index) => Segment::Index(*index),
            Step::RecordKeys => Segment::RecordKeys,
            Step::RecordValues => Segment::RecordValues,
        });
        self.failures.push(Failure { path: Path(path.collect()), reason: reason() });
        if self.report == Report::First { STOP } else { ON }
    }
}
