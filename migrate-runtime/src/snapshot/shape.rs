//! What `generated_schema.jsonl` says of a table: how its values are written.

use super::directory::{Entry, Zip};
use super::error::{SnapshotError, SnapshotReason};
use super::limits::Limits;
use super::lines::Lines;

/// How values are written in a table's documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    /// Exactly: `1` is an int64, `1.0` a number, and bytes are told from text.
    Uniform,
    /// Plainly: every number is a number, every text a text. Older releases wrote tables so that
    /// hold neither int64 nor bytes, and other tools do.
    Plain,
}

/// What the newer generation writes instead of a shape.
const UNIFORM: &str = "uniform";

impl Notation {
    /// Reads a table's `generated_schema.jsonl`; a table without one is plain.
    pub(super) fn of(
        zip: &Zip,
        entry: Option<&Entry>,
        limits: &Limits,
    ) -> Result<Self, SnapshotError> {
        let Some(entry) = entry else { return Ok(Self::Plain) };
        let (mut lines, mut buffer) = (Lines::of(zip, entry, limits)?, Vec::new());
        let Some((_, line)) = lines.next_in(&mut buffer)? else {
            let why = "it is empty".to_owned();
            return Err(zip.wrong(entry, SnapshotReason::Shape { why }));
        };
        let shape: String = serde_json::from_str(line)
            .map_err(|error| lines.wrong(SnapshotReason::Shape { why: error.to_string() }))?;
        if shape == UNIFORM {
            return Ok(Self::Uniform);
        }
        if let Some(what) = lost(&shape) {
            return Err(lines.wrong(SnapshotReason::Ambiguous { what }));
        }
        // Each further line says of one document what its shape leaves open.
        match lines.next_in(&mut buffer)? {
            None => Ok(Self::Plain),
            Some(_) => Err(lines.wrong(SnapshotReason::Ambiguous {
                what: "int64, bytes or a special number in some documents",
            })),
        }
    }
}

/// What a shape names that its documents only hold as text.
fn lost(shape: &str) -> Option<&'static str> {
    words(shape).find_map(|word| match word {
        "int64" => Some("an int64"),
        "bytes" => Some("bytes"),
        "inf" | "-inf" | "NaN" => Some("an infinite number or none"),
        "set" | "map" => Some("a set or a map"),
        _ => None,
    })
}

/// The words of a shape, without what stands in quotes: names of fields, and literals.
fn words(shape: &str) -> impl Iterator<Item = &str> {
    let is_outside = {
        let (mut is_quoted, mut is_escaped) = (false, false);
        move |c: char| {
            let was_quoted = is_quoted;
            if is_escaped {
                is_escaped = false;
            } else if c == '\\' && is_quoted {
                is_escaped = true;
            } else if c == '"' {
                is_quoted = !is_quoted;
            }
            !was_quoted && !is_quoted
        }
    };
    let mut is_outside = is_outside;
    shape
        .split(move |c: char| {
            let is_outside = is_outside(c);
            !is_outside || !(c.is_ascii_alphanumeric() || c == '_' || c == '-')
        })
        .filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_that_names_an_int64_or_bytes_is_lossy_unless_it_is_the_name_of_a_field() {
        for (shape, what) in [
            (r#"{"_id": id<10001>, "n": normalfloat64, "s"?: "a" | "b" | null}"#, None),
            (r#"{"int64": string, "b": array<boolean>, "say \"bytes": unknown}"#, None),
            (r#"{"a": {"b"?: int64 | string}}"#, Some("an int64")),
            ("record<field_name, array<bytes>>", Some("bytes")),
            (r#"{"n": -inf | normalfloat64}"#, Some("an infinite number or none")),
            ("float64", None),
        ] {
            assert_eq!(lost(shape), what, "{shape}");
        }
    }
}
