//! `explain`: what a code means, without a network.

use std::io::Write;

use super::ToolError;
use crate::exit::codes::{self, Code};

/// How wide the text is.
const COLUMNS: usize = 80;

pub(super) fn run(word: Option<&str>, out: &mut dyn Write) -> Result<(), ToolError> {
    let Some(word) = word else { return list(out).map_err(ToolError::Output) };
    let Some(code) = codes::find(word) else {
        let known = codes::all().map(|code| code.word);
        let known = schema_names::suggest::closest(word, known).map(ToOwned::to_owned);
        return Err(ToolError::NoSuchCode { code: word.to_owned(), known });
    };
    one(code, out).map_err(ToolError::Output)
}

fn one(code: &Code, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "{} (exit {})\n", code.word, code.exit.code())?;
    let mut column = 0;
    for word in code.text.split(' ') {
        let width = word.chars().count();
        if column > 0 && column + 1 + width > COLUMNS {
            writeln!(out)?;
            column = 0;
        } else if column > 0 {
            write!(out, " ")?;
            column += 1;
        }
        write!(out, "{word}")?;
        column += width;
    }
    writeln!(out)
}

fn list(out: &mut dyn Write) -> std::io::Result<()> {
    for (title, codes) in [
        ("errors", codes::errors().collect::<Vec<_>>()),
        ("errors of convex-migrate", codes::tool_errors().collect()),
        ("reasons of quarantine", codes::quarantine().collect()),
    ] {
        writeln!(out, "{title}")?;
        for code in codes {
            writeln!(out, "  {:<26} exit {}", code.word, code.exit.code())?;
        }
    }
    Ok(())
}
