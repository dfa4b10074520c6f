//! Changes to files that are there already: each said, all of a file at once.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;

use super::ToolError;
use crate::files;

/// A piece of a file that becomes another text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) file: PathBuf,
    pub(super) range: Range<usize>,
    pub(super) text: String,
    /// What was done, for the person whose file it is.
    pub(super) note: String,
}

/// Applies edits that don't overlap; gives the notes, each once.
pub(super) fn apply(edits: &[Edit]) -> Result<Vec<String>, ToolError> {
    let mut by_file: BTreeMap<&PathBuf, Vec<&Edit>> = BTreeMap::new();
    for edit in edits {
        by_file.entry(&edit.file).or_default().push(edit);
    }
    for (path, mut edits) in by_file {
        let Some(mut text) = files::read(path)? else { continue };
        edits.sort_by_key(|edit| edit.range.start);
        for edit in edits.iter().rev() {
            text.replace_range(edit.range.clone(), &edit.text);
        }
        let text = text.trim_end().to_owned() + "\n";
        files::write(path, &text)?;
    }
    let mut notes: Vec<String> = Vec::new();
    for edit in edits {
        if !notes.contains(&edit.note) {
            notes.push(edit.note.clone());
        }
    }
    Ok(notes)
}
