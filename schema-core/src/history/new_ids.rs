//! Checks documents that hold ids of documents yet to be inserted.

use crate::convert::{EffectNumber, Encoded, Placeholder};
use crate::document::{self, DocumentError};
use crate::id::{DocumentId, MAX_ID_BYTES, TableNumber};
use crate::name::TableName;
use crate::path::{Path, Segment};
use crate::transition::{Effect, Refusal};
use crate::validator::{Failure, NumberedTable, TableNumbers};
use crate::value::{Object, Value};
use crate::version::TableVersion;

use super::classify::document_failure;

/// Stands in for the ids that effects will give: for the length of a check each effect's document
/// has an id of its own, of a table number that no deployment has and that is known as its table.
#[derive(Clone)]
pub(super) struct NewIds<'a> {
    ids: &'a dyn TableNumbers,
    /// By effect; `None` for one that gives no id.
    tables: Vec<Option<&'a TableName>>,
}

/// Written over every byte of a stand-in.
const INTERNAL: u8 = 0xfe;

impl<'a> NewIds<'a> {
    pub(super) fn of(effects: &'a [Effect], ids: &'a dyn TableNumbers) -> Self {
        let table = |effect: &'a Effect| match effect {
            Effect::Insert { table, .. } | Effect::Ensure { table, .. } => Some(table),
            Effect::DeleteSelf => None,
        };
        Self { ids, tables: effects.iter().map(table).collect() }
    }

    /// What `version` has against a document whose placeholders name these effects.
    pub(super) fn failure(&self, version: &TableVersion, document: &Encoded) -> Option<Failure> {
        if document.placeholders.is_empty() {
            return document_failure(&version.document, &document.fields, self.ids);
        }
        document_failure(&version.document, &self.filled_for_check(document), self)
    }

    /// The document with a stand-in at each placeholder.
    pub(super) fn filled_for_check(&self, document: &Encoded) -> Object {
        self.filled(document, INTERNAL)
    }

    /// Checks what no schema says: how large and how deep a stored document may be.
    pub(super) fn limits(&self, document: &Encoded) -> Result<(), Refusal> {
        let checked = if document.placeholders.is_empty() {
            limits(&document.fields)
        } else {
            limits(&self.filled_for_check(document))
        };
        checked.map_err(|error| Refusal::new(format!("what it becomes can't be stored: {error}")))
    }

    /// The document with this stand-in at each placeholder; that of an effect that gives no id stays
    /// null, which no id is.
    pub(super) fn filled(&self, document: &Encoded, internal: u8) -> Object {
        let mut fields = document.fields.clone();
        for placeholder in &document.placeholders {
            let stand_in = self.stand_in(placeholder.effect, internal);
            if let (Some(text), Some(place)) = (stand_in, place_in(&mut fields, &placeholder.path))
            {
                *place = Value::String(text);
            }
        }
        fields
    }

    /// Takes the stand-ins out again.
    pub(super) fn clear(fields: &mut Object, placeholders: &[Placeholder]) {
        for placeholder in placeholders {
            if let Some(place) = place_in(fields, &placeholder.path) {
                *place = Value::Null;
            }
        }
    }

    /// The text that stands in for the id that an effect gives.
    pub(super) fn stand_in(&self, effect: EffectNumber, internal: u8) -> Option<String> {
        self.tables.get(effect.0).copied().flatten()?;
        let id = DocumentId { table: number_of(effect.0), internal: [internal; 16] };
        Some(id.to_string())
    }

    /// How many effects there are.
    pub(super) fn len(&self) -> usize {
        self.tables.len()
    }
}

/// Checks the fields of a document under the longest id that there can be, so that whatever id it
/// has fits.
fn limits(fields: &Object) -> Result<(), DocumentError> {
    document::checked(fields, MAX_ID_BYTES)
}

impl TableNumbers for NewIds<'_> {
    fn table(&self, number: TableNumber) -> NumberedTable<'_> {
        let effect = (0..self.tables.len()).find(|effect| number_of(*effect) == number);
        match effect.and_then(|effect| self.tables[effect]) {
            Some(table) => NumberedTable::Table(table),
            None => self.ids.table(number),
        }
    }
}

/// Counted down from the largest, far from the numbers that deployments give out.
fn number_of(effect: usize) -> TableNumber {
    TableNumber(u32::MAX - u32::try_from(effect).unwrap_or(u32::MAX / 2))
}

/// The value at a path, for writing.
fn place_in<'v>(fields: &'v mut Object, path: &Path) -> Option<&'v mut Value> {
    let (first, rest) = path.0.split_first()?;
    let Segment::Field(name) = first else { return None };
    let mut place = fields.get_mut(name)?;
    for segment in rest {
        place = match (segment, place) {
            (Segment::Field(name), Value::Object(object)) => object.get_mut(name)?,
            (Segment::Index(index), Value::Array(items)) => items.get_mut(*index)?,
            _ => return None,
        };
    }
    Some(place)
}
