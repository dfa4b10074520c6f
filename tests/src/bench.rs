//! Benches of the whole workspace: each is a module that gives rows, printed in one of two ways.

use std::fmt::{self, Write as _};

use serde::Serialize;

pub mod compile;
pub mod rehearse;

/// One measured figure.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// What was measured, as `bench/case`.
    pub name: String,
    /// How long it took.
    pub seconds: f64,
    /// The time as a part of what the bench compares with.
    pub ratio: f64,
    /// How many documents were met, where it is about documents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documents: Option<u64>,
    /// The most memory that the process had, where it has one of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peak_mb: Option<f64>,
}

/// How a bench is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Whether rows are printed as JSON.
    pub is_json: bool,
    /// How much data to make, where the bench makes some.
    pub size_bytes: Option<u64>,
}

/// What a bench found.
#[derive(Clone, Debug)]
pub struct Report {
    /// The rows, in the order in which they are printed.
    pub rows: Vec<Row>,
    /// What the figures mean, for people.
    pub notes: Vec<String>,
}

impl Report {
    /// One JSON object a line.
    ///
    /// # Errors
    ///
    /// A figure isn't a number, which no measurement gives.
    pub fn to_json_lines(&self) -> serde_json::Result<String> {
        let mut lines = String::new();
        for row in &self.rows {
            lines.push_str(&serde_json::to_string(row)?);
            lines.push('\n');
        }
        Ok(lines)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.rows.iter().map(|row| row.name.len()).max().unwrap_or_default();
        for Row { name, seconds, ratio, documents, peak_mb } in &self.rows {
            let mut percent = String::new();
            write!(percent, "{:.1}%", ratio * 100.0)?;
            write!(f, "{name:width$}  {seconds:>8.3} s  {percent:>7}")?;
            if let Some(documents) = documents {
                write!(f, "  {documents} documents")?;
            }
            if let Some(peak_mb) = peak_mb {
                write!(f, "  {peak_mb:.0} MB")?;
            }
            writeln!(f)?;
        }
        for note in &self.notes {
            writeln!(f, "\n{note}")?;
        }
        Ok(())
    }
}
