//! What was asked of a command can't be done, or nobody agreed to it.

use super::{Code, code};
use crate::exit::Exit::{Declined, Findings, Internal, Refused, Usage};

pub(super) const CODES: &[Code] = &[
    code(
        "not-understood",
        Usage,
        "The command line has a word, an option or a value that the program doesn't know, or lacks \
         one that it needs. Nothing was done. `--help` shows what it understands, also behind a \
         command: `ship --help`.",
    ),
    code(
        "not-an-id",
        Usage,
        "`retry` was given something that can't be the id of a document. Ids are 32 characters of \
         0-9 and a-z, and end in a checksum, so a letter that was lost in copying is noticed. \
         `status` and `ship` list documents in quarantine with their ids.",
    ),
    code(
        "not-an-assignment",
        Usage,
        "`retry --set ID FIELD=JSON` takes the field's name, `=`, and the value in the JSON in which \
         Convex encodes values. Text keeps its quotes, so those have to be kept from the shell: \
         'title=\"M\"'. Only fields of the document itself are set: a nested one with the object that \
         holds it.",
    ),
    code(
        "set-twice",
        Usage,
        "`retry --set` names a field twice, and which value was meant can't be told. Name each field \
         once.",
    ),
    code(
        "not-in-quarantine",
        Usage,
        "`retry` changes, deletes and tries documents in quarantine alone: whatever else is in the \
         deployment is the application's. `status` shows what is in quarantine.",
    ),
    code(
        "document-refused",
        Usage,
        "The value given to `retry --set` makes a document that the active schema doesn't accept, so \
         nothing was changed. Between versions both shapes are accepted, and nothing else.",
    ),
    code(
        "nothing-to-destroy",
        Usage,
        "`--destroy` agrees to a loss that there is not: most often a name with a typing mistake. It \
         is refused before anything is done, because whoever typed it expected something else.",
    ),
    code(
        "other-deployment-named",
        Usage,
        "`--yes NAME` agrees to writing to production by its name, and the command is about another \
         deployment. Nothing was changed. Check which one was meant.",
    ),
    code(
        "malformed-version",
        Usage,
        "`rehearse --from` takes a table and the number of one of its versions, such as users@1.",
    ),
    code(
        "two-versions",
        Usage,
        "`rehearse --from` was given two versions of one table. Every document of a table is taken to \
         be of the version that is given, so there can be only one.",
    ),
    code(
        "no-such-version",
        Usage,
        "`rehearse --from` names a version that the application doesn't declare. Versions that were \
         pruned can be rehearsed from the last commit that had them.",
    ),
    code(
        "no-such-table",
        Usage,
        "`rehearse --from` names a table that the export doesn't have. Tables are named as in Convex, \
         not as in Rust.",
    ),
    code(
        "declined",
        Declined,
        "Something was asked, and the answer wasn't the name that would have agreed. Nothing was \
         changed; the same command asks again.",
    ),
    code(
        "not-agreed",
        Declined,
        "What the command would do needs somebody's word: information would be lost (`--destroy`), or \
         the deployment is production (`--yes NAME`). Where nobody can be asked, such as in a \
         workflow, the agreement stands on the command line. Nothing was changed.",
    ),
    code(
        "not-fresh",
        Findings,
        "Generated files aren't what would be generated now: somebody has edited them, or the \
         declaration or the receipts have changed since. `generate` writes them; then they are \
         committed together with what they are made from.",
    ),
    code(
        "gate-shut",
        Refused,
        "A deployment that the schema names in `#[schema(gates(...))]` has no committed receipt for \
         the newest version of a table, so the committed `schema.ts` stays wide for that table. The \
         receipt is a file that `ship` leaves behind when nothing old is left there; it is committed \
         like any other.",
    ),
    code(
        "no-receipt",
        Refused,
        "Narrow makes the deployment refuse documents of older versions, and opens only with the proof \
         that there are none: the receipt, which `verify` writes once it has checked every document. \
         Tables that have theirs were narrowed.",
    ),
    code(
        "internal",
        Internal,
        "This program has met something that it takes to be impossible, or the machine has refused it \
         something basic, such as another open file. Nothing is half done: every batch is written \
         whole or not at all. Try again, and report it if it happens twice.",
    ),
];
