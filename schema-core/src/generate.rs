//! A declaration as the TypeScript that a Convex project deploys: pure text from data.
//!
//! `schema.ts` depends on the phase of each table, which the receipts tell; the helpers with which
//! an application reads and writes documents depend on the declared versions alone, so one
//! application file type-checks in both phases. The functions through which a runner drives the
//! deployment are the same everywhere.

mod code;
mod component;
mod expr;
mod functions;
mod helpers;
mod layout;
mod phase;
mod schema_ts;
mod validators;

use std::collections::BTreeMap;

use serde_json::Value as Json;

pub use self::component::{
    COMPONENT_MARK, COMPONENT_PATH, ComponentMigrations, NotInTypeScript, RefusedTransition,
    component_migrations,
};
pub(crate) use self::functions::RESERVED_TABLE_PREFIX;
pub use self::functions::{FUNCTIONS_FOLDER, is_generated_module, is_ledger_table};
pub use self::phase::{Phase, Phases, ReceiptedVersion};

use crate::declaration::{Declaration, DeclarationError, DroppedTable};
use crate::history::TableHistory;
use crate::name::TableName;
use crate::schema::{Enforcement, Schema, SchemaError};
use crate::validator::Validator;
use crate::widen::WidenError;

use self::schema_ts::Ledger;

/// A file to write below the project's `convex/` directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneratedFile {
    /// The path below `convex/`.
    pub path: &'static str,
    /// The text.
    pub text: String,
}

/// Why a declaration can't be written as TypeScript.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum GenerateError {
    /// The declaration doesn't fit together; [`Declaration::check`] gives all that is wrong.
    #[error(transparent)]
    Declared(#[from] DeclarationError),
    /// There is no schema between the versions of a table.
    #[error(transparent)]
    Widen(#[from] WidenError),
    /// The server would refuse the schema.
    #[error("a push would refuse the schema: {0}")]
    Refused(#[from] SchemaError),
    /// Two things of the helpers would have one name.
    #[error(
        "the helpers of table `{table}` can't have the name `{name}`: something else in \
         {HELPERS} has it; rename the Rust type that it comes from"
    )]
    NameTaken {
        /// The table whose helpers come second.
        table: TableName,
        /// The name.
        name: String,
    },
}

/// Every path below `convex/` that [`generate`] may write: one that it leaves out is to be removed.
pub fn generated_paths() -> impl Iterator<Item = &'static str> {
    [SCHEMA, HELPERS].into_iter().chain(functions::paths())
}

const SCHEMA: &str = "schema.ts";

/// The file of the helpers: a name that Convex takes for a module, though it has no functions.
const HELPERS: &str = "schema_versions.ts";

const SCHEMA_HEAD: &str = "\
// Generated from the declared versions and the receipts, do not edit.
// To change it, change the Rust declarations and run `generate`.

/* eslint-disable */";

const HELPERS_HEAD: &str = "\
// Generated from the declared versions, do not edit.
// To change it, change the Rust declarations and run `generate`.
//
// Reads and writes documents of tables that have more than one version. The
// same functions do so while `schema.ts` accepts several versions and after it
// accepts the newest alone. This module exports no Convex functions.

/* eslint-disable */";

/// Everything that is written below `convex/`.
///
/// `manifest` is what the runtime says of the version of each table in these phases: data that is
/// deployed with the schema, and that the deployment then gives back.
///
/// # Errors
///
/// As [`schema_of`] and [`helpers_file`].
pub fn generate(
    declaration: &Declaration,
    phases: &Phases,
    manifest: &Json,
) -> Result<Vec<GeneratedFile>, GenerateError> {
    let schema = schema_of(declaration, phases)?;
    let notes = notes(declaration, phases);
    let staged = Staged::new();
    let files = deployed_files(&schema, &notes, &staged, manifest);
    Ok(files.chain(helpers_file(declaration)?).collect())
}

/// What a deployment of a schema needs below `convex/`: `schema.ts` and the functions through which
/// a runner drives the deployment.
///
/// `manifest` is as for [`generate`], which gives the same files for the phase that is committed.
pub fn deployment_files(schema: &Schema, manifest: &Json) -> Vec<GeneratedFile> {
    staged_files(schema, &Staged::new(), manifest)
}

/// What some tables' documents are to be next.
pub type Staged = BTreeMap<TableName, Validator>;

/// The same with the validators that come next: the deployment checks documents against them in the
/// background, and enforces those of `schema`. Once every document is valid, a push that enforces
/// them looks at none. Takes `convex` 1.47 or newer.
pub fn staged_files(schema: &Schema, staged: &Staged, manifest: &Json) -> Vec<GeneratedFile> {
    deployed_files(schema, &BTreeMap::new(), staged, manifest).collect()
}

fn deployed_files(
    schema: &Schema,
    notes: &BTreeMap<TableName, String>,
    staged: &Staged,
    manifest: &Json,
) -> impl Iterator<Item = GeneratedFile> {
    let text = schema_ts::schema_ts(schema, notes, staged, SCHEMA_HEAD, Ledger::Kept);
    [GeneratedFile { path: SCHEMA, text }].into_iter().chain(functions::files(manifest))
}

/// The schema that `schema.ts` declares in these phases.
///
/// # Errors
///
/// A declaration that doesn't fit together ([`GenerateError::Declared`]), versions without a schema
/// between them ([`GenerateError::Widen`]), or a schema that a push would refuse
/// ([`GenerateError::Refused`]).
pub fn schema_of(declaration: &Declaration, phases: &Phases) -> Result<Schema, GenerateError> {
    if let Some(error) = declaration.check().into_iter().next() {
        return Err(error.into());
    }
    let declared = declaration.tables.iter();
    let ending = carried_away(declaration).filter(|(name, _)| phases.get(name) != Phase::Narrowed);
    let mut schema = Schema { tables: BTreeMap::new(), enforcement: Enforcement::On };
    for (name, history) in declared.chain(ending) {
        let lowest = match phases.get(name) {
            Phase::Widened { lowest } => lowest,
            Phase::Narrowed => history.newest().name.version,
        };
        schema.tables.insert(name.clone(), history.widened_from(lowest)?.schema);
    }
    schema.check()?;
    Ok(schema)
}

/// The text of `schema.ts` for a schema alone, without a ledger.
pub fn schema_file(schema: &Schema) -> GeneratedFile {
    let text =
        schema_ts::schema_ts(schema, &BTreeMap::new(), &Staged::new(), SCHEMA_HEAD, Ledger::None);
    GeneratedFile { path: SCHEMA, text }
}

/// The helpers with which an application reads and writes tables of several versions; `None` where
/// there is no such table.
///
/// They depend on the declared versions alone: whatever the phase, their text is the same.
///
/// # Errors
///
/// [`GenerateError::NameTaken`] where two of them would have one name.
pub fn helpers_file(declaration: &Declaration) -> Result<Option<GeneratedFile>, GenerateError> {
    let text = helpers::helpers_ts(declaration, HELPERS_HEAD)?;
    Ok(text.map(|text| GeneratedFile { path: HELPERS, text }))
}

fn carried_away(declaration: &Declaration) -> impl Iterator<Item = (&TableName, &TableHistory)> {
    declaration.dropped.iter().filter_map(|(name, dropped)| match dropped {
        DroppedTable::CarriedAway { history, .. } => Some((name, &**history)),
        DroppedTable::Forget | DroppedTable::DeleteDocuments => None,
    })
}

/// What is said above a table that accepts more than its newest version.
fn notes(declaration: &Declaration, phases: &Phases) -> BTreeMap<TableName, String> {
    let declared = declaration.tables.iter().map(|(name, history)| (name, history, false));
    let ending = carried_away(declaration).map(|(name, history)| (name, history, true));
    let note = |(name, history, ends): (&TableName, &TableHistory, bool)| {
        let Phase::Widened { lowest } = phases.get(name) else { return None };
        let newest = &history.newest().name;
        let accepted = if lowest == newest.version {
            newest.to_string()
        } else {
            format!("{name}@{lowest} to {newest}")
        };
        let until = if ends { "it is empty".to_owned() } else { format!("all are {newest}") };
        Some((name.clone(), format!("{accepted}, until {until}")))
    };
    declared.chain(ending).filter_map(note).collect()
}
