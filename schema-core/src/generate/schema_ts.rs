//! A schema as `schema.ts`.

use std::collections::{BTreeMap, BTreeSet};

use crate::name::{FieldPath, IndexName, TableName};
use crate::schema::{Enforcement, Index, IndexKind, Schema, TableSchema};
use crate::validator::Validator;

use super::Staged;
use super::expr::{self, Expr};
use super::layout::{Doc, concat_docs};
use super::validators;

/// Whether the tables in which a deployment keeps the ledger of its runs are in the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ledger {
    Kept,
    None,
}

/// The text of `schema.ts` for `schema`, with a comment above each table that has one in `notes`.
pub(super) fn schema_ts(
    schema: &Schema,
    notes: &BTreeMap<TableName, String>,
    staged: &Staged,
    head: &str,
    ledger: Ledger,
) -> String {
    let uses_v = schema.tables.values().any(|table| match &table.document {
        Validator::Object(object) => !object.fields.is_empty(),
        _ => true,
    }) || !staged.is_empty();
    let from_server = if schema.tables.is_empty() && ledger == Ledger::Kept {
        "import { defineSchema } from \"convex/server\";"
    } else {
        "import { defineSchema, defineTable } from \"convex/server\";"
    };
    let imports = [
        (true, from_server),
        (uses_v, "import { v } from \"convex/values\";"),
        (ledger == Ledger::Kept, "import { ledgerTables } from \"./migrate_runtime/tables\";"),
    ];
    let mut lines: Vec<_> = head.lines().map(Doc::from).collect();
    lines.push(Doc::text(""));
    lines.extend(imports.iter().filter(|(used, _)| *used).map(|(_, line)| Doc::from(*line)));
    lines.push(Doc::text(""));
    lines.push(concat_docs!["export default ", definition(schema, notes, staged, ledger), ";"]);
    Doc::join(lines, &Doc::Hardline).print()
}

fn definition(
    schema: &Schema,
    notes: &BTreeMap<TableName, String>,
    staged: &Staged,
    ledger: Ledger,
) -> Doc {
    let ledger_tables = concat_docs![
        "// How far runs have come, kept by `migrate_runtime`.",
        Doc::Hardline,
        "...ledgerTables"
    ];
    let ledger_tables = (ledger == Ledger::Kept).then_some(ledger_tables);
    let tables = schema.tables.iter().map(|(name, table)| {
        let note = notes
            .get(name)
            .map_or_else(Doc::empty, |note| concat_docs![format!("// {note}"), Doc::Hardline]);
        concat_docs![note, expr::key(name.as_str()), ": ", self::table(table, staged.get(name))]
    });
    let tables = Expr::object_of_lines(ledger_tables.into_iter().chain(tables).collect());
    let mut arguments = vec![tables];
    if schema.enforcement == Enforcement::Off {
        let off = ("schemaValidation".to_owned(), Expr::verbatim("false"));
        arguments.push(Expr::object(vec![off]));
    }
    Expr::call("defineSchema", arguments).into_doc()
}

/// `defineTable(...)` with its indexes, and with what its documents are to be next.
fn table(table: &TableSchema, staged: Option<&Validator>) -> Doc {
    let document = match &table.document {
        Validator::Object(object) => validators::fields(object),
        other => validators::validator(other),
    };
    let head = Expr::call("defineTable", vec![document]).into_doc();
    let indexes = table.indexes.iter().map(|(name, index)| self::index(name, index));
    let calls: Vec<_> = indexes.chain(staged.map(self::staged)).collect();
    let flat = || concat_docs![head.clone(), Doc::Concat(calls.clone())];
    if calls.len() < 2 {
        return flat();
    }
    let by_lines = calls.iter().map(|call| concat_docs![Doc::Hardline, call.clone()]);
    let by_lines = concat_docs![head.clone(), Doc::indent(Doc::Concat(by_lines.collect()))];
    if head.will_break() { by_lines } else { Doc::Choice(vec![flat(), by_lines]) }
}

/// `.staged(v.object({...}))`: whole, because fields alone would be added to those of the table.
fn staged(validator: &Validator) -> Doc {
    concat_docs![".staged", expr::call_arguments(vec![validators::validator(validator)])]
}

/// `.index("by_email", ["email"])`
fn index(name: &IndexName, index: &Index) -> Doc {
    let staged = index.staged.then(|| ("staged".to_owned(), Expr::verbatim("true")));
    let property = |key: &str, value| (key.to_owned(), value);
    let (method, options) = match &index.kind {
        IndexKind::Database { fields } if !index.staged => ("index", paths(fields)),
        IndexKind::Database { fields } => {
            ("index", with([property("fields", paths(fields))], staged))
        }
        IndexKind::Search { search_field, filter_fields } => {
            let search_field = property("searchField", Expr::string(search_field.as_str()));
            let filters = filter_property(filter_fields);
            ("searchIndex", with([search_field], filters.into_iter().chain(staged)))
        }
        IndexKind::Vector { vector_field, dimensions, filter_fields } => {
            let vector_field = property("vectorField", Expr::string(vector_field.as_str()));
            let dimensions = property("dimensions", Expr::verbatim(dimensions.to_string()));
            let filters = filter_property(filter_fields);
            ("vectorIndex", with([vector_field, dimensions], filters.into_iter().chain(staged)))
        }
    };
    let arguments = vec![Expr::string(name.as_str()), options];
    concat_docs![format!(".{method}"), expr::call_arguments(arguments)]
}

fn with<const N: usize>(
    first: [(String, Expr); N],
    more: impl IntoIterator<Item = (String, Expr)>,
) -> Expr {
    Expr::object(first.into_iter().chain(more).collect())
}

fn filter_property(filter_fields: &BTreeSet<FieldPath>) -> Option<(String, Expr)> {
    (!filter_fields.is_empty()).then(|| ("filterFields".to_owned(), paths(filter_fields)))
}

fn paths<'p>(paths: impl IntoIterator<Item = &'p FieldPath>) -> Expr {
    Expr::array(paths.into_iter().map(|path| Expr::string(path.as_str())).collect())
}
