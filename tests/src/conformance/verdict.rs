//! An error as the vectors write it, to compare with one of ours.

use std::fmt;

use serde::Deserialize;

use super::Mismatch;

/// Why something was refused; what a vector leaves out isn't compared.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Refusal {
    pub(super) stage: String,
    pub(super) code: Option<String>,
    pub(super) kind: Option<String>,
    pub(super) path: Option<String>,
    pub(super) field: Option<String>,
    pub(super) found: Option<String>,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "refused at {}", self.stage)?;
        let parts = [
            ("code", &self.code),
            ("kind", &self.kind),
            ("path", &self.path),
            ("field", &self.field),
            ("found", &self.found),
        ];
        for (name, part) in parts {
            if let Some(part) = part {
                write!(f, " {name}={part}")?;
            }
        }
        Ok(())
    }
}

/// Compares two verdicts; what was accepted is compared by the caller.
pub(super) fn compare<T>(
    expected: Option<&Refusal>,
    got: &Result<T, Refusal>,
) -> Result<(), Mismatch> {
    match (expected, got) {
        (None, Ok(_)) => Ok(()),
        (Some(expected), Ok(_)) => Err(Mismatch::verdict(expected, "accepted")),
        (None, Err(got)) => Err(Mismatch::verdict("accepted", got)),
        (Some(expected), Err(got)) if agree(expected, got) => Ok(()),
        (Some(expected), Err(got)) => Err(Mismatch::detail(expected, got)),
    }
}

fn agree(expected: &Refusal, got: &Refusal) -> bool {
    let given =
        |expected: &Option<String>, got: &Option<String>| expected.is_none() || expected == got;
    // Places are recorded only where the schema refuses, and there also when there are none.
    let places = expected.stage != "schema"
        || (&expected.path, &expected.field, &expected.found)
            == (&got.path, &got.field, &got.found);
    expected.stage == got.stage
        && given(&expected.code, &got.code)
        && given(&expected.kind, &got.kind)
        && places
}
