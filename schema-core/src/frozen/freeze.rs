//! What is declared, and what is frozen already -> the files to write, or why not.

use std::collections::BTreeMap;

use crate::declaration::{Declaration, DroppedTable};
use crate::diff::{changes_text, compare_meanings, suggestions};
use crate::history::TableHistory;
use crate::version::{Meaning, TableVersion, VersionName, VersionNumber};

use super::compare::{Comparison, compare, is_same};
use super::error::FreezeError;
use super::release::{ReleaseFacts, Released};
use super::roles::{Roles, of_history};
use super::{FrozenVersion, file_name};

/// The frozen files that there are, by version.
pub type FrozenFiles = BTreeMap<VersionName, FrozenVersion>;

/// What to do to a frozen file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FrozenEdit {
    /// Write this text, whatever is there.
    Write {
        /// The version.
        version: VersionName,
        /// The name of its file.
        file: String,
        /// The text.
        text: String,
    },
    /// Delete the file: nothing that has it was released.
    Delete {
        /// The version.
        version: VersionName,
        /// The name of its file.
        file: String,
    },
}

/// Compares every declared version with its frozen file.
///
/// The newest version of a table is rewritten freely until it is released; after that edits that
/// every document already satisfies become amendments, and anything else is refused with the command
/// that makes it a version. Older versions never change; their files are left as they are.
///
/// # Errors
///
/// Everything that is wrong, one error for each version at most; then nothing should be written.
pub fn freeze(
    declared: &Declaration,
    existing: &FrozenFiles,
    facts: &ReleaseFacts,
) -> Result<Vec<FrozenEdit>, Vec<FreezeError>> {
    let mut edits = Vec::new();
    let mut errors = Vec::new();
    let leaving = declared.dropped.values().filter_map(|dropped| match dropped {
        DroppedTable::CarriedAway { history, .. } => Some(&**history),
        DroppedTable::Forget | DroppedTable::DeleteDocuments => None,
    });
    for history in declared.tables.values().chain(leaving) {
        let roles = of_history(history, declared);
        let newest = &history.newest().name;
        for version in history.versions() {
            let roles = roles.get(&version.name.version).cloned();
            let file = existing.get(&version.name);
            let frozen = if version.name == *newest {
                freeze_newest(version, roles, file, facts)
            } else {
                freeze_older(version, newest, roles, file, facts)
            };
            match frozen.and_then(|frozen| readable(&frozen, file)) {
                Ok(edit) => edits.extend(edit),
                Err(error) => errors.push(*error),
            }
        }
        undone(history, existing, facts, &mut edits, &mut errors);
    }
    if errors.is_empty() { Ok(edits) } else { Err(errors) }
}

/// The edit that makes the file hold `frozen`; `None` where it does.
///
/// Meaning is compared, so a file that was only formatted otherwise is left as it is.
fn readable(
    frozen: &FrozenVersion,
    file: Option<&FrozenVersion>,
) -> Result<Option<FrozenEdit>, Box<FreezeError>> {
    if file == Some(frozen) {
        return Ok(None);
    }
    let (name, text) = (frozen.file_name(), frozen.to_text());
    let version = frozen.name.clone();
    match FrozenVersion::parse(&name, &text) {
        Ok(read) if read == *frozen => Ok(Some(FrozenEdit::Write { version, file: name, text })),
        Ok(_) => {
            let reason = "what is written doesn't read back as it was".to_owned();
            Err(Box::new(FreezeError::NotReadable { version, reason }))
        }
        Err(error) => {
            let reason = error.to_string();
            Err(Box::new(FreezeError::NotReadable { version, reason }))
        }
    }
}

fn freeze_newest(
    version: &TableVersion,
    roles: Option<Roles>,
    file: Option<&FrozenVersion>,
    facts: &ReleaseFacts,
) -> Result<FrozenVersion, Box<FreezeError>> {
    let fresh = FrozenVersion::of(version, roles);
    let Some(released) = facts.released(&version.name, file) else { return Ok(fresh) };
    let known = released_file(&version.name, file, facts, &released)?;
    let kept = usize::try_from(released.amendments).unwrap_or(usize::MAX);
    let mut frozen = FrozenVersion {
        name: fresh.name,
        original: known.original.clone(),
        amendments: known.amendments.iter().take(kept).cloned().collect(),
        seen: known.seen.clone(),
        rust: fresh.rust,
    };
    match compare(frozen.meaning(), &fresh.original) {
        Comparison::Same => Ok(frozen),
        Comparison::Additive(_) => {
            frozen.amendments.push(fresh.original);
            Ok(frozen)
        }
        Comparison::Refused(changes) => Err(Box::new(FreezeError::NeedsVersion {
            version: frozen.name,
            released: released.why,
            changes: changes_text(&changes) + &suggestions(&changes),
        })),
    }
}

fn freeze_older(
    version: &TableVersion,
    newest: &VersionName,
    roles: Option<Roles>,
    file: Option<&FrozenVersion>,
    facts: &ReleaseFacts,
) -> Result<FrozenVersion, Box<FreezeError>> {
    let fresh = FrozenVersion::of(version, roles);
    let frozen = match facts.released(&version.name, file) {
        Some(released) => released_file(&version.name, file, facts, &released)?,
        None => match file {
            Some(file) => file,
            None => return Ok(fresh),
        },
    };
    if is_same(frozen.meaning(), &fresh.original) {
        return Ok(frozen.clone());
    }
    Err(Box::new(FreezeError::OlderChanged {
        version: version.name.clone(),
        newest: newest.clone(),
        file: frozen.file_name(),
        changes: changes_text(&compare_meanings(frozen.meaning(), &fresh.original)),
    }))
}

/// The file of a released version: that of the tree, as long as it agrees with the base branch.
fn released_file<'a>(
    version: &VersionName,
    file: Option<&'a FrozenVersion>,
    facts: &'a ReleaseFacts,
    released: &Released,
) -> Result<&'a FrozenVersion, Box<FreezeError>> {
    let (file, base) = match (file, facts.on_base(version)) {
        (Some(file), Some(base)) => (file, base),
        (Some(file), None) => return Ok(file),
        // Deleted in the tree: the base branch still knows it.
        (None, Some((_, base))) => return Ok(base),
        (None, None) => {
            return Err(Box::new(FreezeError::FileMissing {
                version: version.clone(),
                file: file_name(version),
                released: released.why.clone(),
            }));
        }
    };
    let (branch, base) = base;
    let differs = |part: String, here: &Meaning, there: &Meaning| {
        Box::new(FreezeError::BaseDiffers {
            version: version.clone(),
            file: file_name(version),
            branch: branch.to_owned(),
            part,
            changes: changes_text(&compare_meanings(there, here)),
        })
    };
    if !is_same(&file.original, &base.original) {
        return Err(differs("what it meant at first".to_owned(), &file.original, &base.original));
    }
    let pairs = file.amendments.iter().zip(&base.amendments).enumerate();
    for (index, (here, there)) in pairs {
        if !is_same(here, there) {
            return Err(differs(format!("amendment {}", index + 1), here, there));
        }
    }
    Ok(file)
}

/// Files of versions beyond the newest one: left over from a branch, or a version undone.
fn undone(
    history: &TableHistory,
    existing: &FrozenFiles,
    facts: &ReleaseFacts,
    edits: &mut Vec<FrozenEdit>,
    errors: &mut Vec<FreezeError>,
) {
    let newest = &history.newest().name;
    let beyond = existing
        .range(newest.clone()..)
        .filter(|(version, _)| version.table == newest.table && **version != *newest);
    let mut last = None;
    for (version, file) in beyond {
        match facts.released(version, Some(file)) {
            Some(released) => last = Some((version, released)),
            None => {
                edits.push(FrozenEdit::Delete { version: version.clone(), file: file.file_name() });
            }
        }
    }
    if let Some((version, released)) = last {
        let number = VersionNumber(version.version.0.saturating_add(1));
        errors.push(FreezeError::Undone {
            version: version.clone(),
            file: file_name(version),
            newest: newest.clone(),
            next: VersionName { table: version.table.clone(), version: number },
            released: released.why,
        });
    }
}
