//! A file isn't what it should be.

use super::{Code, code};
use crate::exit::Exit::BadInput;

pub(super) const CODES: &[Code] = &[
    code(
        "foreign-file",
        BadInput,
        "The file named as the embedded deployment is no SQLite database, or one that belongs to \
         another program. It wasn't touched. `--embedded` names another file.",
    ),
    code(
        "unknown-layout",
        BadInput,
        "The deployment's file was written by a newer release, which arranges it in a way that this \
         one doesn't know. It wasn't touched. Use that release, or a newer one.",
    ),
    code(
        "database-damaged",
        BadInput,
        "The deployment's file is one of ours, but holds something that no release has written, or \
         SQLite finds that its pages don't fit together: it was edited by hand, copied while it was \
         written, or its disk has failed. Nothing was changed. Bring back a copy that is whole.",
    ),
    code(
        "other-deployment",
        BadInput,
        "The file belongs to a deployment of another name, and a receipt of one proves nothing for the \
         other. `--deployment` names the deployment, `--embedded` its file: one of the two is wrong.",
    ),
    code(
        "file-failed",
        BadInput,
        "A file or folder couldn't be read or written; the message says which, and what the system \
         said. Generated files are written aside and renamed, so none is half written.",
    ),
    code(
        "tree-lock-unreadable",
        BadInput,
        "The lock in the folder `.migrate` says that the generated files are in place for a push, and \
         not for which: it was edited or damaged, or a newer release has written it. `ship --put-back` \
         puts the committed files back and removes it, without asking any deployment; the push can \
         then be begun again with `ship`.",
    ),
    code(
        "foreign-module",
        BadInput,
        "A file that `generate` was asked to write is there already, and somebody else has written it: \
         it doesn't begin with the line that ours begin with. Nothing was written. Give that module \
         another name, or delete the file, and generate again.",
    ),
    code(
        "frozen_unreadable",
        BadInput,
        "A file below `frozen/` isn't one that `generate` has written: it was edited by hand, renamed, \
         cut off, or has the marks of an unfinished merge. The message says where. Bring it back from git: \
         frozen files are what released versions are compared with.",
    ),
    code(
        "malformed-receipt",
        BadInput,
        "A file below `receipts/` isn't a receipt. Receipts are written by `ship`, `apply` and `verify` \
         alone: each stands for a check of every document, which no editor has done. Bring it back from \
         git.",
    ),
    code(
        "misplaced-receipt",
        BadInput,
        "A receipt is about another deployment, table or version than its path says, so it was renamed \
         or copied. Bring it back from git.",
    ),
];
