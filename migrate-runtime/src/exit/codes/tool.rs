//! Errors of `convex-migrate`.

use super::{Code, code};
use crate::exit::Exit::{BadInput, Findings, Internal, Usage};

pub(super) const CODES: &[Code] = &[
    code(
        "table_name",
        Usage,
        "What was given as a table's name breaks a rule of Convex's: letters, digits and `_`, no `_` at \
         the start, 64 characters at most.",
    ),
    code(
        "no_such_code",
        Usage,
        "`explain` was asked for a code that no error has. Codes are shown in brackets, as in \
         error[not-fresh], and quarantine shows them before each reason.",
    ),
    code(
        "nothing_frozen",
        BadInput,
        "No version of the table is frozen, so there is no text to write Rust from. Run the \
         application's `generate` once while its code compiles: it freezes every version.",
    ),
    code(
        "bad_frozen_file",
        BadInput,
        "The frozen file that Rust is to be written from can't be read: it was edited by hand, or has \
         the marks of a merge. Bring it back from git.",
    ),
    code(
        "no_rust_type",
        BadInput,
        "The frozen version isn't declared by a struct or an enum, so there is no Rust that would \
         declare it again.",
    ),
    code(
        "file_differs",
        Findings,
        "The file that would be written is there and has another text, which may be somebody's work. \
         Move it away, or choose another file with `--out`.",
    ),
    code(
        "file",
        Internal,
        "A file or folder couldn't be read or written; the message says which, and what the system \
         said. Nothing is half written.",
    ),
    code(
        "output",
        Internal,
        "What was to be printed couldn't be written to the output, such as to a full disk or a pipe \
         that was closed.",
    ),
];
