//! Benches of the whole workspace: each is a module that gives rows, printed in one of two ways.

use std::fmt::{self, Write as _};

use serde::Serialize;

/// One measured figure.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// What was measured, as `bench/case`.
    pub name: String,
    /// How long it took.
    pub seconds: f64,
    /// How it compares, as the bench says.
    pub ratio: f64,
    /// How many documents were dealt with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documents: Option<u64>,
    /// How many documents were dealt with in a second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub docs_per_s: Option<f64>,
    /// The most memory that it took, in megabytes of 10^6 bytes.
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

impl Row {
    /// A time, as a part of another one.
    pub fn time(name: String, seconds: f64, ratio: f64) -> Self {
        Self { name, seconds, ratio, documents: None, docs_per_s: None, peak_mb: None }
    }

    /// How long it took to carry so many documents.
    pub fn carried(name: String, documents: u64, seconds: f64, ratio: f64) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "a figure")]
        let docs_per_s = documents as f64 / seconds;
        let (documents, docs_per_s) = (Some(documents), Some(docs_per_s));
        Self { documents, docs_per_s, ..Self::time(name, seconds, ratio) }
    }

    /// What a process has measured of itself.
    pub fn measured(name: String, measured: &super::child::Measured, ratio: f64) -> Self {
        Self {
            documents: Some(measured.documents),
            docs_per_s: Some(measured.docs_per_s()),
            peak_mb: Some(measured.peak_mb),
            ..Self::time(name, measured.seconds, ratio)
        }
    }
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
        for Row { name, seconds, ratio, documents: _, docs_per_s, peak_mb } in &self.rows {
            let mut percent = String::new();
            write!(percent, "{:.1}%", ratio * 100.0)?;
            write!(f, "{name:width$}  {seconds:>8.3} s  {percent:>7}")?;
            if let Some(docs_per_s) = docs_per_s {
                write!(f, "  {docs_per_s:>9.0} doc/s")?;
            }
            if let Some(peak_mb) = peak_mb {
                write!(f, "  {peak_mb:>7.1} MB")?;
            }
            writeln!(f)?;
        }
        for note in &self.notes {
            writeln!(f, "\n{note}")?;
        }
        Ok(())
    }
}
