//! The differences from the real server that are fine, read from the one list of them.

use super::Mismatch;

/// The list, part of the program so that any folder of vectors is judged alike.
const LIST: &str = include_str!("../../conformance/ACCIDENTS.md");

/// The groups of vectors in which something may differ.
pub(super) struct Accidents<'a>(Vec<Accident<'a>>);

struct Accident<'a> {
    file: &'a str,
    group: &'a str,
    /// Whether even the verdict may differ.
    verdict: bool,
}

impl Accidents<'static> {
    pub(super) fn recorded() -> Self {
        Self::read(LIST)
    }
}

impl<'a> Accidents<'a> {
    /// Reads the rows of the table that say what may differ.
    fn read(list: &'a str) -> Self {
        let rows = list.lines().filter_map(|line| {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            match cells[..] {
                ["", file, group, differs @ ("verdict" | "error"), _reason, ""] => {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_listed_may_differ() {
        let list = "| file | group | differs | reason |\n| --- | --- | --- | --- |\n\
                    | a.jsonl | order | error | an accident |\n";
        let accidents = Accidents::read(list);
        let detail = Mismatch::detail("this", "that");
        let verdict = Mismatch::verdict("this", "that");
        assert!(accidents.allow("a.jsonl", "order", &detail));
        assert!(!accidents.allow("a.jsonl", "order", &verdict));
        assert!(!accidents.allow("a.jsonl", "other", &detail));
        assert!(!accidents.allow("b.jsonl", "order", &detail));
    }
}
