//! A declaration as the TypeScript that a Convex project deploys: pure text from data.
//!
//! `schema.ts` depends on the phase of each table, which the receipts tell; the helpers with which
//! an application reads and writes documents depend on the declared versions alone, so one
//! application file type-checks in both phases.

mod expr;
mod layout;
mod phase;
mod schema_ts;
mod validators;

use std::collections::BTreeMap;

pub use self::phase::{Phase, Phases, ReceiptedVersion};

use crate::schema::Schema;

/// A file to write below the project's `convex/` directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneratedFile {
    /// The path below `convex/`.
    pub path: &'static str,
    /// The text.
    pub text: String,
}

/// The first lines of every generated file.
const HEAD: &str = "\
// Generated from the declared versions and the receipts, do not edit.
// To change it, change the Rust declarations and run `generate`.";

/// The text of `schema.ts` for a schema as it stands.
pub fn schema_file(schema: &Schema) -> GeneratedFile {
    GeneratedFile { path: "schema.ts", text: schema_ts::schema_ts(schema, &BTreeMap::new(), HEAD) }
}
