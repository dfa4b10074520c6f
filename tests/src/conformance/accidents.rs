//! The differences from the real server that are fine, read from the one list of them.

use super::Mismatch;

/// The list, part of the program so that any folder of vectors is judged alike.
const LIST: &str = include_str!("../../conformance/ACCIDENTS.md");

/// The groups of vectors in which something may differ.
pub(super) struct Accidents(Vec<Accident>);

struct Accident {
    file: &'static str,
    group: &'static str,
    /// Whether even the verdict may differ.
    verdict: bool,
}

impl Accidents {
    /// Reads the list: the rows of its table that name a file.
    pub(super) fn recorded() -> Self {
        let rows = LIST.lines().filter_map(|line| {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            match cells[..] {
                ["", file, group, differs, _reason, ""] if file.ends_with(".jsonl") => {
                    Some(Accident { file, group, verdict: differs == "verdict" })
                }
                _ => None,
            }
        });
        Self(rows.collect())
    }

    pub(super) fn allow(&self, file: &str, group: &str, mismatch: &Mismatch) -> bool {
        self.0.iter().any(|accident| {
            accident.file == file
                && accident.group == group
                && (accident.verdict || !mismatch.verdict)
        })
    }
}
