//! The functions with which an application reads and writes documents of tables that have more
//! than one version.
//!
//! They depend on the declared versions alone, never on receipts, so they are the same while a
//! table is widened and after it is narrowed.

mod callback;
mod ids;
mod names;
mod place;
mod runtime;
mod step;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use crate::declaration::Declaration;
use crate::name::TableName;
use crate::transition::{DocumentCarry, TransitionDef};
use crate::validator::Validator;
use crate::version::{TableVersion, VersionNumber};

use self::runtime::Used;
use self::table::{FilePart, TableWriter};
use super::layout::Doc;
use super::{GenerateError, code};

/// What the file imports, by module; types only where it says so.
const IMPORTS: [(&str, &str, &[&str]); 3] = [
    (
        "import type",
        "convex/server",
        &["GenericDatabaseReader", "GenericDatabaseWriter", "IdField", "SystemFields"],
    ),
    ("import", "convex/values", &["CommitTsPlaceholder", "ConvexError", "v"]),
    ("import type", "convex/values", &["GenericId", "GenericValidator", "Infer"]),
];

/// The text of the helpers; `None` where every table has one version.
pub(super) fn helpers_ts(
    declaration: &Declaration,
    head: &str,
) -> Result<Option<String>, GenerateError> {
    let names = names::names(declaration)?;
    if names.is_empty() {
        return Ok(None);
    }
    let mut used = Used::default();
    used.note("v");
    let mut declarations = Vec::new();
    let mut declared = BTreeSet::new();
    let mut uses_commit_ts = false;
    for (table, names) in &names {
        let history = &declaration.tables[*table];
        uses_commit_ts |= history.versions().iter().any(|v| holds_commit_ts(&v.document));
        let written = TableWriter::write(table, history, names, &mut used);
        for FilePart { name, text } in written.declarations {
            declarations.push(text);
            if let Some(name) = name.filter(|name| !declared.insert(name.clone())) {
                return Err(GenerateError::NameTaken { table: (*table).clone(), name });
            }
        }
    }
    let runtime = used.declarations(uses_commit_ts);
    declarations.push(Doc::from("// What follows is the same for every table."));
    declarations.extend(runtime.iter().map(|text| code::lines(text.lines().map(Doc::from))));
    let mut parts = vec![code::lines(head.lines().map(Doc::from)), imports(&used)];
    parts.extend(declarations);
    Ok(Some(Doc::join(parts, &Doc::Concat(vec![Doc::Hardline, Doc::Hardline])).print()))
}

/// How a table's documents are carried by its helpers.
#[derive(Clone, Debug)]
pub(super) struct Callable {
    /// The function that carries one, such as `upgradeUser`.
    pub(super) function: String,
    /// Whether its first argument is `ctx`.
    pub(super) takes_ctx: bool,
    /// How far it carries.
    pub(super) upgrading: Upgrading,
    /// What it asks of the application: the key of each function, and the version that it gives
    /// values of.
    pub(super) callbacks: Vec<(String, VersionNumber)>,
}

/// How far a table's helper carries a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Upgrading {
    /// To the newest version, and gives it.
    All,
    /// To the next transition that reads or writes other documents, and gives it with its version.
    AsFarAsPossible,
}

/// How the documents of each table with more than one version are carried.
pub(super) fn callables(
    declaration: &Declaration,
) -> Result<BTreeMap<&TableName, Callable>, GenerateError> {
    let names = names::names(declaration)?;
    let callable = |(table, names): (&&'_ TableName, &names::Names)| {
        TableWriter::callable(table, &declaration.tables[*table], names)
    };
    let callables: Vec<_> = names.iter().map(callable).collect();
    Ok(names.into_keys().zip(callables).collect())
}

fn imports(used: &Used) -> Doc {
    let imports = IMPORTS.iter().filter_map(|(import, module, names)| {
        let names: Vec<_> =
            names.iter().filter(|name| used.contains(name)).map(|name| Doc::from(*name)).collect();
        (!names.is_empty()).then(|| code::import(import, names, module))
    });
    code::lines(imports)
}

fn holds_commit_ts(validator: &Validator) -> bool {
    match validator {
        Validator::CommitTs => true,
        Validator::Array(element) => holds_commit_ts(element),
        Validator::Record(record) => {
            holds_commit_ts(&record.keys) || holds_commit_ts(&record.values)
        }
        Validator::Object(object) => {
            object.fields.values().any(|field| holds_commit_ts(&field.validator))
        }
        Validator::Union(members) => members.iter().any(holds_commit_ts),
        Validator::Null
        | Validator::Float64
        | Validator::Int64
        | Validator::Boolean
        | Validator::String
        | Validator::Bytes
        | Validator::Any
        | Validator::Id(_)
        | Validator::Literal(_) => false,
    }
}

/// The fields that mean something else from this version on, whatever their type: it is told by a
/// marker.
fn reinterpreted(version: &TableVersion, transition: &TransitionDef) -> Vec<String> {
    if version.version_field.is_none() {
        return Vec::new();
    }
    let mut fields: Vec<String> = match (&transition.carry, &version.document) {
        (DocumentCarry::Fields(carry), _) => {
            let computed = carry.fields.iter().filter(|field| field.origin.computes_from_old());
            computed.map(|field| field.new.to_string()).collect()
        }
        (DocumentCarry::Whole, Validator::Object(object)) => {
            object.fields.keys().map(ToString::to_string).collect()
        }
        (DocumentCarry::Whole, _) => Vec::new(),
    };
    fields.sort_unstable();
    fields
}
