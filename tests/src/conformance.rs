//! Compares `schema-core` with the recorded verdicts of the real server.
//!
//! A folder of vectors holds `.jsonl` files with one vector a line, as described in the README
//! beside them. Every vector is checked; where the real verdict is an accident of the server's
//! making, `ACCIDENTS.md` says so and the difference is counted as skipped.

use std::fmt;
use std::fs;
use std::io;
use std::path::Path;

mod accidents;
mod generated;
mod ids;
mod limits;
mod ordered;
mod schema_export;
mod superset;
mod validate;
mod values;
mod vector;
mod verdict;

use accidents::Accidents;
use vector::Vector;

/// How one file of vectors was checked.
type Check = fn(&Vector) -> Result<(), Mismatch>;

/// The files and their checks, in the order in which they are reported.
const FILES: [(&str, Check); 6] = [
    ("schema_export.jsonl", schema_export::check),
    ("validate.jsonl", validate::check),
    ("superset.jsonl", superset::check),
    ("values.jsonl", values::check),
    ("ordered.jsonl", ordered::check),
    ("ids.jsonl", ids::check),
];

/// How many failures of a file are kept in words; the rest is only counted.
const KEPT_FAILURES: usize = 10;

/// How a vector and `schema-core` differ.
#[derive(Debug)]
pub struct Mismatch {
    /// Whether even the verdict differs, not only the reason given for it.
    pub verdict: bool,
    /// Both sides, in words.
    pub text: String,
}

impl Mismatch {
    fn verdict(expected: impl fmt::Display, got: impl fmt::Display) -> Self {
        Self { verdict: true, text: format!("expected {expected}, got {got}") }
    }

    fn detail(expected: impl fmt::Display, got: impl fmt::Display) -> Self {
        Self { verdict: false, text: format!("expected {expected}, got {got}") }
    }
}

/// What became of one file.
#[derive(Debug, Default)]
pub struct FileReport {
    /// The file's name.
    pub file: String,
    /// How many vectors agree.
    pub passed: usize,
    /// How many differ only as the list of accidents allows, or have nothing to compare with.
    pub skipped: usize,
    /// How many differ.
    pub failed: usize,
    /// The first failures, in words.
    pub failures: Vec<String>,
}

impl FileReport {
    fn fail(&mut self, failure: String) {
        self.failed += 1;
        if self.failures.len() < KEPT_FAILURES {
            self.failures.push(failure);
        }
    }
}

/// What became of a folder.
#[derive(Debug)]
pub struct Report(pub Vec<FileReport>);

impl Report {
    /// Whether nothing differs.
    pub fn is_success(&self) -> bool {
        self.0.iter().all(|file| file.failed == 0)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for FileReport { file, passed, skipped, failed, .. } in &self.0 {
            let total = passed + skipped + failed;
            writeln!(f, "{file} {passed}/{total}, skipped {skipped}")?;
        }
        for file in self.0.iter().filter(|file| file.failed > 0) {
            writeln!(f, "\n{}: {} differ; the first of them:", file.file, file.failed)?;
            for failure in &file.failures {
                writeln!(f, "{failure}")?;
            }
        }
        Ok(())
    }
}

/// Checks every known file of a folder.
///
/// # Errors
///
/// Returns what keeps the folder from being read: a file that is missing or isn't made of
/// vectors.
pub fn run(folder: &Path) -> io::Result<Report> {
    let accidents = Accidents::recorded();
    let mut files = Vec::new();
    for (file, check) in FILES {
        let text = fs::read_to_string(folder.join(file))
            .map_err(|error| io::Error::new(error.kind(), format!("{file}: {error}")))?;
        files.push(run_file(file, &text, check, &accidents)?);
    }
    let limits = fs::read_to_string(folder.join(limits::FILE))?;
    files.push(limits::check(&limits)?);
    Ok(Report(files))
}

fn run_file(
    file: &str,
    text: &str,
    check: Check,
    accidents: &Accidents<'_>,
) -> io::Result<FileReport> {
    let mut report = FileReport { file: file.to_owned(), ..FileReport::default() };
    for (index, line) in text.lines().enumerate() {
        let vector = Vector::read(line).map_err(|error| {
            io::Error::new(io::ErrorKind::InvalidData, format!("{file}:{}: {error}", index + 1))
        })?;
        match check(&vector) {
            Ok(()) => report.passed += 1,
            Err(mismatch) if accidents.allow(file, vector.group(), &mismatch) => {
                report.skipped += 1;
            }
            Err(mismatch) => report.fail(format!(
                "  line {} ({}): {}\n    {}",
                index + 1,
                vector.group(),
                mismatch.text,
                shortened(line)
            )),
        }
    }
    Ok(report)
}

fn shortened(text: &str) -> String {
    const SHOWN: usize = 400;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}... ({} bytes)", &text[..end], text.len()),
        None => text.to_owned(),
    }
}
