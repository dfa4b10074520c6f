//! Benches of the whole workspace: each is a module that gives rows, printed in one of two ways.

use std::fmt::{self, Write as _};

use serde::Serialize;

pub mod compile;

/// One measured figure.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// What was measured, as `bench/case`.
    pub name: String,
    /// How long it took.
    pub seconds: f64,
    /// The time as a part of what the bench compares with.
    pub ratio: f64,
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
        for Row { name, seconds, ratio } in &self.rows {
            let mut percent = String::new();
            write!(percent, "{:.1}%", ratio * 100.0)?;
            writeln!(f, "{name:width$}  {seconds:>8.3} s  {percent:>7}")?;
        }
        for note in &self.notes {
            writeln!(f, "\n{note}")?;
        }
        Ok(())
    }
}
