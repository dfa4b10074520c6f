//! A copy of the derives that leaves the bodies of value conversions out.
//!
//! The product has no switch for this, and needs none.

use std::fs;
use std::io;
use std::path::Path;

use super::crates::write;

/// Where the copy is changed: a file, a line of it, and what stands there instead.
///
/// In the source and not in the tokens that come out of it, since walking those takes time too.
const EDITS: [(&str, &str, &str); 2] = [
    ("expand/table.rs", "let encode = encode(item, table);", HOLLOW_ENCODE),
    ("expand/table.rs", "let decode = decode(item, table);", HOLLOW_DECODE),
];

const HOLLOW_ENCODE: &str = "let encode = quote!(loop {});";
const HOLLOW_DECODE: &str = "let decode = quote!(loop {});";

/// Writes the copy's sources to `folder`.
pub(super) fn write_sources(schema_macros: &Path, folder: &Path) -> io::Result<()> {
    copy_sources(schema_macros, folder)?;
    for (file, line, hollow) in EDITS {
        let path = folder.join(file);
        let source = fs::read_to_string(&path)?;
        if source.matches(line).count() != 1 {
            let text = format!("`{file}` of `schema-macros` has no longer one line `{line}`");
            return Err(io::Error::other(text));
        }
        write(&path, &source.replace(line, hollow))?;
    }
    Ok(())
}

fn copy_sources(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let Some(name) = path.file_name() else { continue };
        if path.is_dir() {
            copy_sources(&path, &to.join(name))?;
        } else {
            fs::copy(&path, to.join(name))?;
        }
    }
    Ok(())
}
