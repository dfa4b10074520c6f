//! An export can't be read: nothing is unzipped to the disk, and nothing is guessed.

use super::{Code, code};
use crate::exit::Exit::BadInput;

pub(super) const CODES: &[Code] = &[
    code(
        "file-exists",
        BadInput,
        "The file that `rehearse --write` was asked to write is there already. It wasn't touched, and \
         nothing was rehearsed. Name another one, or move it out of the way.",
    ),
    code(
        "not-a-zip",
        BadInput,
        "The file given to `rehearse` is no ZIP at all. Name the file that `npx convex export \
         --path FILE.zip` has written.",
    ),
    code(
        "zip-truncated",
        BadInput,
        "The ZIP ends too early: a download or a copy was cut off. Copy it again, or export \
         again.",
    ),
    code(
        "zip-damaged",
        BadInput,
        "A part of the ZIP isn't what its checksum says, or can't be unzipped. Copy it again, \
         or export again.",
    ),
    code(
        "zip-unsupported",
        BadInput,
        "The ZIP uses something that no export uses, such as a password or another way of \
         packing. Use the file as Convex has written it.",
    ),
    code(
        "zip-too-many-entries",
        BadInput,
        "The ZIP has more entries than are read, so that a made-up file can't use up the \
         memory. Exports have so many only with stored files in them: export without \
         `--include-file-storage`.",
    ),
    code(
        "zip-too-large",
        BadInput,
        "Unzipped, the export would be larger than is read. Leave stored files out of it, and \
         export again.",
    ),
    code(
        "zip-bomb",
        BadInput,
        "A part of the ZIP grows far more in unzipping than documents do, as in files that are \
         made to fill up a disk. If you trust the file, leave stored files out of it and export \
         again.",
    ),
    code(
        "zip-unsafe-name",
        BadInput,
        "An entry of the ZIP has a name that leads out of its folder or that no export has. \
         Nothing was unzipped. Use the file as Convex has written it.",
    ),
    code(
        "zip-entry-twice",
        BadInput,
        "Two entries of the ZIP have one name, and which one is meant can't be told. Use the \
         file as Convex has written it.",
    ),
    code(
        "not-an-export",
        BadInput,
        "The file is a ZIP, but not one of `npx convex export`: it has no table in it.",
    ),
    code(
        "export-table-name",
        BadInput,
        "A folder of the export can't be a table: its name breaks a rule of Convex's. The file \
         was edited.",
    ),
    code(
        "export-tables",
        BadInput,
        "The list of tables in the export can't be read, so ids can't be told apart. If the \
         file was edited, undo that, or export again.",
    ),
    code(
        "export-too-many-tables",
        BadInput,
        "The export has more tables than a deployment can have. The file was made by something \
         else than Convex.",
    ),
    code(
        "export-table-twice",
        BadInput,
        "The export's list of tables names one table twice. If the file was edited, undo that, \
         or export again.",
    ),
    code(
        "export-number-twice",
        BadInput,
        "The export's list of tables gives one number to two tables, and ids hold that number. \
         If the file was edited, undo that, or export again.",
    ),
    code(
        "export-shape",
        BadInput,
        "The line that tells the shape of a table's documents can't be read. If the file was \
         edited, undo that, or export again.",
    ),
    code(
        "export-again",
        BadInput,
        "The export was written by an older release of Convex in a form that doesn't tell int64 \
         from numbers, or bytes from text, in this table. Export again: what Convex writes now \
         is exact.",
    ),
    code(
        "export-not-utf8",
        BadInput,
        "A line of the export isn't text in UTF-8. If the file was edited, undo that, or export \
         again.",
    ),
    code(
        "export-line-too-long",
        BadInput,
        "A line of the export is longer than any document can be. If the file was edited, undo \
         that, or export again.",
    ),
    code(
        "export-document",
        BadInput,
        "A line of the export is no document that Convex could have stored: it isn't JSON, \
         holds a value that there isn't, or breaks a limit. The message says where.",
    ),
    code(
        "export-missing-id",
        BadInput,
        "A document of the export has no `_id`. If the file was edited, undo that, or export \
         again.",
    ),
    code(
        "export-malformed-id",
        BadInput,
        "The `_id` of a document in the export isn't one: ids end in a checksum, and this one's \
         is wrong. If the file was edited, undo that, or export again.",
    ),
    code(
        "export-creation-time",
        BadInput,
        "A document of the export has no `_creationTime`, or one that isn't a moment. If the \
         file was edited, undo that, or export again.",
    ),
    code(
        "export-other-table",
        BadInput,
        "A document of the export has the `_id` of another table than the one it is in. If the \
         file was edited, undo that, or export again.",
    ),
    code(
        "export-id-twice",
        BadInput,
        "Two documents of the export have one `_id`. If the file was edited, undo that, or \
         export again.",
    ),
];
