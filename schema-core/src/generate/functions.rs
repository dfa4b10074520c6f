//! The functions through which a runner drives a deployment: the same TypeScript in every project,
//! but for the module that says which versions are deployed.

use serde_json::Value as Json;

use crate::name::TableName;

use super::GeneratedFile;
use super::code;
use super::expr::{self, Expr};
use super::layout::{Doc, concat_docs};

/// The modules of a folder named as the crate, so that nothing of the application is in it.
macro_rules! sources {
    ($($name:literal),* $(,)?) => {
        /// The modules that are the same in every project.
        const SOURCES: &[(&str, &str)] = &[$((
            concat!("migrate_runtime/", $name, ".ts"),
            include_str!(concat!("functions/", $name, ".ts")),
        )),*];
    };
}

sources![
    "application",
    "canonical",
    "carry",
    "checks",
    "commit",
    "compare",
    "documents",
    "encoded",
    "entries",
    "failures",
    "fence",
    "heartbeat",
    "manifest",
    "quarantine",
    "ranges",
    "receipts",
    "runs",
    "server",
    "shapes",
    "status",
    "steps",
    "tables",
    "verify",
];

/// Which versions are deployed.
const DEPLOYED: &str = "migrate_runtime/deployed.ts";

const DEPLOYED_HEAD: &str = "\
// Generated from the declared versions and the receipts, do not edit.
// To change it, change the Rust declarations and run `generate`.
//
// Which version of each table `schema.ts` stands for. Where there is a
// `widenedFrom`, documents of that version and of all since are accepted too.";

/// What the names of the ledger's tables begin with; no declared table's does.
pub(crate) const RESERVED_TABLE_PREFIX: &str = "migrate_runtime_";

/// Whether a table belongs to the ledger that generated functions keep in a deployment.
///
/// A declared table can't have such a name.
pub fn is_ledger_table(table: &TableName) -> bool {
    table.as_str().starts_with(RESERVED_TABLE_PREFIX)
}

/// The paths of all of them.
pub(super) fn paths() -> impl Iterator<Item = &'static str> {
    SOURCES.iter().map(|(path, _)| *path).chain([DEPLOYED])
}

/// All of them, for a deployment that holds what `manifest` says.
pub(super) fn files(manifest: &Json) -> impl Iterator<Item = GeneratedFile> {
    let deployed = GeneratedFile { path: DEPLOYED, text: deployed_ts(manifest) };
    let source =
        |(path, text): &(&'static str, &str)| GeneratedFile { path, text: (*text).to_owned() };
    SOURCES.iter().map(source).chain([deployed])
}

fn deployed_ts(manifest: &Json) -> String {
    let head = code::lines(DEPLOYED_HEAD.lines().map(Doc::from));
    let deployed = concat_docs!["export const deployed = ", data(manifest).into_doc(), ";"];
    code::lines([head, Doc::text(""), deployed]).print()
}

/// Data as an expression, objects with a line for each property.
fn data(json: &Json) -> Expr {
    match json {
        Json::Null | Json::Bool(_) | Json::Number(_) => Expr::verbatim(json.to_string()),
        Json::String(text) => Expr::string(text),
        Json::Array(elements) => Expr::array(elements.iter().map(data).collect()),
        Json::Object(fields) => {
            // In one order, whichever way the JSON was made.
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by_key(|(name, _)| *name);
            let field = |(name, value): (&String, &Json)| (expr::value_key(name), data(value));
            Expr::object_by_lines(fields.into_iter().map(field).collect())
        }
    }
}
