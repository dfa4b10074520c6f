//! Transitions as definitions for `@convex-dev/migrations`, for teams that already run that
//! component.
//!
//! A definition carries a table's documents to its newest version by the helpers with which the
//! application reads them, so the two can't disagree. What only a run can do is refused by name.

mod refused;
mod write;

use crate::declaration::{Declaration, DroppedTable};
use crate::history::TableHistory;

pub use self::refused::{NotInTypeScript, RefusedTransition};

use super::{GenerateError, GeneratedFile, helpers};

use self::write::Definition;

/// The file of the migrations: each is called by this name, as `schema_migrations:usersTo2`.
pub const COMPONENT_PATH: &str = "schema_migrations.ts";

/// The first line of the file, by which it is told from one that somebody else has written.
pub const COMPONENT_MARK: &str =
    "// Migrations for @convex-dev/migrations, generated from the declared versions.";

/// What can be said for the component, and what can't.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ComponentMigrations {
    /// The file; none where there is nothing to say.
    pub file: Option<GeneratedFile>,
    /// What has no definition, table by table, oldest first.
    pub refused: Vec<RefusedTransition>,
}

/// Writes each transition that TypeScript alone can do as a migration of the component.
///
/// There is one migration for each table, to its newest version, from as many versions back as can
/// be said: as in a run, transitions that need nothing but the document are one pass.
///
/// # Errors
///
/// A declaration that doesn't fit together ([`GenerateError::Declared`]), or helpers that would
/// have one name ([`GenerateError::NameTaken`]).
pub fn component_migrations(
    declaration: &Declaration,
) -> Result<ComponentMigrations, GenerateError> {
    if let Some(error) = declaration.check().into_iter().next() {
        return Err(error.into());
    }
    let callables = helpers::callables(declaration)?;
    let mut definitions = Vec::new();
    let mut refused = Vec::new();
    for (table, callable) in &callables {
        let history = &declaration.tables[*table];
        let said = refused::refused_of(history);
        definitions.extend(Definition::of(declaration, history, callable, &said));
        refused.extend(said);
    }
    for dropped in declaration.dropped.values() {
        if let DroppedTable::CarriedAway { history, .. } = dropped {
            refused.extend(refused::refused_of(history));
        }
    }
    let text = write::file(&definitions, &refused);
    let file = text.map(|text| GeneratedFile { path: COMPONENT_PATH, text });
    Ok(ComponentMigrations { file, refused })
}

/// The place in a table's versions from which on every transition can be said; `None` where the
/// last one can't.
fn sayable_from(history: &TableHistory, refused: &[RefusedTransition]) -> Option<usize> {
    let transitions = history.transitions();
    let is_said = |at: &usize| {
        let new = transitions[*at].new;
        refused.iter().all(|refused| refused.new.version != new)
    };
    (0..transitions.len()).rev().take_while(is_said).last()
}
