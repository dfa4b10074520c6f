//! A line of an export as a document: the same rules as for every write, before it is believed.

use schema_core::document::{self, CREATION_TIME_FIELD, DocumentExtent, ID_FIELD};
use schema_core::id::{DocumentId, TableNumber};
use schema_core::transition::StoredDocument;
use schema_core::value::{Object, Value, ValueError};

use super::SnapshotReason;
use super::lines::text;
use super::numbers::SnapshotNumbers;
use super::shape::Notation;

/// Reads the documents of one table.
#[derive(Clone, Debug)]
pub(crate) struct Parser {
    pub(super) number: TableNumber,
    pub(super) notation: Notation,
    /// Only to say whose a document is that isn't this table's.
    pub(super) numbers: SnapshotNumbers,
}

/// A document of an export.
#[derive(Clone, Debug)]
pub struct SnapshotDocument {
    /// Its id.
    pub id: DocumentId,
    /// The document.
    pub document: StoredDocument,
    /// How far it goes towards the limits on documents.
    pub extent: DocumentExtent,
}

impl Parser {
    /// Reads a line.
    pub(crate) fn parse(&self, line: &[u8]) -> Result<SnapshotDocument, SnapshotReason> {
        let mut fields = object(text(line)?, self.notation)?;
        let (id, id_text) = id(&mut fields)?;
        if id.table != self.number {
            let what = match self.numbers.names().get(&id.table) {
                Some(name) => format!("`{name}`"),
                None => "no table of this export".to_owned(),
            };
            return Err(SnapshotReason::OtherTable { id, number: id.table, what });
        }
        let creation_time = creation_time(&mut fields)?;
        let extent = document::extent(&fields, id_text.len()).map_err(|error| {
            SnapshotReason::Document { word: error.word(), why: error.to_string() }
        })?;
        let document = StoredDocument { id: id_text, creation_time, fields };
        Ok(SnapshotDocument { id, document, extent })
    }
}

fn object(line: &str, notation: Notation) -> Result<Object, SnapshotReason> {
    let value = match notation {
        Notation::Uniform => Value::from_export_text(line),
        Notation::Plain => Value::from_plain_text(line),
    };
    match value.map_err(|error| malformed(&error))? {
        Value::Object(fields) => Ok(fields),
        other => {
            let error = document::DocumentError::NotAnObject { found: other.type_name() };
            Err(SnapshotReason::Document { word: error.word(), why: error.to_string() })
        }
    }
}

fn malformed(error: &ValueError) -> SnapshotReason {
    SnapshotReason::Document { word: error.reason.word(), why: error.to_string() }
}

fn id(fields: &mut Object) -> Result<(DocumentId, String), SnapshotReason> {
    match fields.remove(ID_FIELD) {
        None => Err(SnapshotReason::MissingId),
        Some(Value::String(text)) => match text.parse() {
            Ok(id) => Ok((id, text)),
            Err(why) => Err(SnapshotReason::MalformedId { why: why.to_string() }),
        },
        Some(other) => {
            let why = format!("it is {}, and ids are text", other.type_name());
            Err(SnapshotReason::MalformedId { why })
        }
    }
}

fn creation_time(fields: &mut Object) -> Result<f64, SnapshotReason> {
    // Milliseconds, beyond which doubles leave some out.
    const END: f64 = 9_007_199_254_740_992.0;
    match fields.remove(CREATION_TIME_FIELD) {
        Some(Value::Float64(time)) if time > 0.0 && time < END => Ok(time),
        Some(_) | None => Err(SnapshotReason::CreationTime),
    }
}

/// The table number in the id of a line's document, where it has one.
pub(super) fn number_of(line: &str, notation: Notation) -> Result<TableNumber, SnapshotReason> {
    let mut fields = object(line, notation)?;
    id(&mut fields).map(|(id, _)| id.table)
}
