//! What the derives implement for a version of a table.

use crate::convert::{DecodeError, Encoded};
use crate::history::TableHistory;
use crate::shape::{Scope, Shape};
use crate::value::Object;
use crate::version::VersionNumber;

/// A type that stands for a table wherever ids point at it.
///
/// Derived for every version of a declared table. Implement it by hand for a table that the schema
/// doesn't declare; the system tables have [`Storage`] and [`ScheduledFunctions`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` isn't a table",
    label = "expected a version of a table",
    note = "a struct becomes one with `#[derive(schema_core::Table)]` and \
            `#[schema(table = \"name\", version = 1)]`"
)]
pub trait TableRef: 'static {
    /// The table's name.
    const TABLE: &'static str;

    /// One type for all versions of the table (the oldest), so that ids are compared by table.
    type Line;
}

/// `_storage`: files. `Id<Storage>` is `v.id("_storage")`.
#[derive(Clone, Copy, Debug)]
pub enum Storage {}

#[diagnostic::do_not_recommend]
impl TableRef for Storage {
    const TABLE: &'static str = "_storage";
    type Line = Self;
}

/// `_scheduled_functions`: calls to come. `Id<ScheduledFunctions>` is `v.id("_scheduled_functions")`.
#[derive(Clone, Copy, Debug)]
pub enum ScheduledFunctions {}

#[diagnostic::do_not_recommend]
impl TableRef for ScheduledFunctions {
    const TABLE: &'static str = "_scheduled_functions";
    type Line = Self;
}

/// One version of a table, as `#[derive(Table)]` implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` isn't a table",
    label = "expected a version of a table",
    note = "a struct becomes one with `#[derive(schema_core::Table)]` and \
            `#[schema(table = \"name\", version = 1)]`"
)]
pub trait Table: TableRef + Sized {
    /// The version's number.
    const VERSION: VersionNumber;

    /// Describes the document type.
    fn describe_document(scope: &mut Scope) -> Shape;

    /// Turns a document into what is stored, without `_id` and `_creationTime`.
    fn encode_document(&self) -> Encoded;

    /// Reads a stored document; system fields are passed over.
    ///
    /// # Errors
    ///
    /// The document isn't one of this version.
    fn decode_document(stored: &Object) -> Result<Self, DecodeError>;

    /// All versions of the table up to this one, oldest first, with the transitions between them.
    fn history() -> TableHistory;
}
