//! A schema that is about to become active: the application's writes go by the active one, and one
//! that this one doesn't accept fails it.
//!
//! After a crash it stays behind until the next push takes its place, and can do no harm: nothing
//! is read by it, and failing it changes nothing else.

use rusqlite::Connection;
use schema_core::document::Target;
use schema_core::name::TableName;
use schema_core::path::{Path, Segment};
use schema_core::schema::Schema;
use schema_core::validator::TableNumbers;
use schema_core::value::Object;
use serde::{Deserialize, Serialize};

use crate::error::StoreError;
use crate::store::{Violation, rules};

use super::codec;
use super::sql::{self, Meta};

/// A pending schema, as a transaction has it at hand.
pub(super) struct Pending {
    /// Which push it belongs to.
    pub(super) push: u64,
    schema: Schema,
}

/// How a push stands.
pub(super) enum State {
    /// Its schema is the pending one.
    Pending,
    /// It was, until a document was written that it doesn't accept.
    Failed(Violation),
    /// Another push came later.
    Overtaken,
}

/// Makes `schema` the pending one in place of any other, and returns the number of its push.
pub(super) fn submit(db: &Connection, schema: &Schema) -> Result<u64, StoreError> {
    clear(db)?;
    let push = number(db, Meta::Pushes)?.unwrap_or_default() + 1;
    sql::set_meta(db, Meta::Pushes, &push.to_string())?;
    sql::set_meta(db, Meta::PendingPush, &push.to_string())?;
    sql::set_meta(db, Meta::PendingSchema, &schema.to_export_json())?;
    Ok(push)
}

/// Ends whatever push there is.
pub(super) fn clear(db: &Connection) -> Result<(), StoreError> {
    for what in [Meta::PendingPush, Meta::PendingSchema, Meta::PendingFailure] {
        sql::remove_meta(db, what)?;
    }
    Ok(())
}

/// Keeps what a connection knows of the pending schema true.
pub(super) fn refresh(db: &Connection, known: &mut Option<Pending>) -> Result<(), StoreError> {
    let push = number(db, Meta::PendingPush)?;
    if known.as_ref().map(|known| known.push) == push {
        return Ok(());
    }
    let schema = sql::meta(db, Meta::PendingSchema)?;
    *known = match (push, schema) {
        (Some(push), Some(schema)) => {
            let schema = Schema::from_export_json(&schema)
                .map_err(|error| StoreError::damaged(format!("the pending schema: {error}")))?;
            Some(Pending { push, schema })
        }
        _ => None,
    };
    Ok(())
}

/// Says how a push stands.
pub(super) fn state(db: &Connection, push: u64) -> Result<State, StoreError> {
    if number(db, Meta::PendingPush)? != Some(push) {
        return Ok(State::Overtaken);
    }
    match sql::meta(db, Meta::PendingFailure)? {
        None => Ok(State::Pending),
        Some(failure) => {
            let failure: Failure = codec::from_json("why a schema has failed", &failure)?;
            failure.violation().map(State::Failed)
        }
    }
}

/// Fails the pending schema if it doesn't accept what is written. The first failure stands.
pub(super) fn check_write(
    db: &Connection,
    pending: &Pending,
    target: &Target<'_>,
    fields: &Object,
    tables: &impl TableNumbers,
) -> Result<(), StoreError> {
    let checked = rules::check_stored(&pending.schema, target.table, fields, tables);
    if let Err(failure) = checked
        && sql::meta(db, Meta::PendingFailure)?.is_none()
    {
        let failure = Failure {
            table: target.table.as_str().to_owned(),
            id: target.id.to_string(),
            reason: failure.to_string(),
            path: failure.path.0.into_iter().map(Step::from).collect(),
        };
        sql::set_meta(db, Meta::PendingFailure, &codec::to_json("a failure", &failure)?)?;
    }
    Ok(())
}

fn number(db: &Connection, what: Meta) -> Result<Option<u64>, StoreError> {
    let Some(text) = sql::meta(db, what)? else { return Ok(None) };
    let number = text.parse();
    number.map(Some).map_err(|_| StoreError::damaged("the number of a push isn't a number"))
}

/// [`Violation`] as the database keeps it.
#[derive(Serialize, Deserialize)]
struct Failure {
    table: String,
    id: String,
    reason: String,
    path: Vec<Step>,
}

/// [`Segment`] as the database keeps it.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Step {
    Field(String),
    Index(usize),
    RecordKeys,
    RecordValues,
}

impl From<Segment> for Step {
    fn from(segment: Segment) -> Self {
        match segment {
            Segment::Field(name) => Self::Field(name),
            Segment::Index(index) => Self::Index(index),
            Segment::RecordKeys => Self::RecordKeys,
            Segment::RecordValues => Self::RecordValues,
        }
    }
}

impl Failure {
    fn violation(self) -> Result<Violation, StoreError> {
        let segment = |step| match step {
            Step::Field(name) => Segment::Field(name),
            Step::Index(index) => Segment::Index(index),
            Step::RecordKeys => Segment::RecordKeys,
            Step::RecordValues => Segment::RecordValues,
        };
        Ok(Violation {
            table: TableName::from_checked(self.table),
            id: codec::id(&self.id)?,
            path: Path(self.path.into_iter().map(segment).collect()),
            reason: self.reason,
        })
    }
}
