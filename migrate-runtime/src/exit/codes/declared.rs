//! What is declared doesn't fit together, or doesn't fit what is deployed or released.

use super::{Code, code};
use crate::exit::Exit::Findings;

pub(super) const CODES: &[Code] = &[
    code(
        "declaration",
        Findings,
        "The declared tables and versions don't fit together in a way that shows only when all types \
         are known. The same is found by the test that `#[derive(Schema)]` adds, so `cargo test` finds \
         it first. Nothing was written.",
    ),
    code(
        "not-generated",
        Findings,
        "There is no `schema.ts` for what is declared: two generated things would have one name, or Convex \
         would refuse the schema. The message says what to rename. Nothing was written.",
    ),
    code(
        "not-in-typescript",
        Findings,
        "Migrations for another tool were asked for, and transitions that TypeScript alone can't do have \
         none: values that `fill` or `carry` computes in Rust, effects, and reads of other documents. \
         Everything else was written. Those are carried by a run, such as `ship`, which needs no \
         component; where the application has the same function in TypeScript, a migration by hand can \
         call the helpers of `schema_versions.ts` with it.",
    ),
    code(
        "needs_version",
        Findings,
        "A released version was edited so that stored documents may not be valid any more. Released \
         versions take only edits that every document already satisfies. Undo the edit, or make it a \
         version with `convex-migrate bump TABLE`.",
    ),
    code(
        "older_version_changed",
        Findings,
        "The struct of an older version no longer says what its frozen file says. Older versions never \
         change: documents that were written by them are still stored somewhere. Undo the edit.",
    ),
    code(
        "frozen_base_differs",
        Findings,
        "The released part of a frozen file differs from the base branch: it was edited, or two \
         branches made different versions under one number. Restore it, and give the later one the next \
         number.",
    ),
    code(
        "frozen_file_missing",
        Findings,
        "A version is released, and its frozen file is gone, so nothing tells any more what was \
         released. Restore it from git.",
    ),
    code(
        "released_version_undone",
        Findings,
        "A released version is no longer declared. Deployments may hold its documents, so it can't be \
         undone by taking it out: declare what undoes it as the next version.",
    ),
    code(
        "inserted_needs_more",
        Findings,
        "A transition inserts documents of a version that is no longer the newest, and what carries \
         those further has effects or reads of its own, which an inserted document can't have. Ship the \
         earlier version first, or let the transition insert the newest.",
    ),
    code(
        "table_unsaid",
        Findings,
        "The deployment has a table that the schema neither lists nor drops. Nothing is dropped by \
         being forgotten: say `forget` (Convex keeps the documents) or `delete_documents`.",
    ),
    code(
        "deployed_is_newer",
        Findings,
        "The deployment is ahead of this program: it holds a version that the program doesn't know, so \
         it was built from an older commit. Build it from the commit that declares that version.",
    ),
    code(
        "version_gone",
        Findings,
        "The deployment holds a version that is no longer declared, so nothing says how its documents \
         are carried. Ship from the last commit that declares it, then come back. `prune` removes \
         versions only when every named deployment has left them.",
    ),
    code(
        "same_version_differs",
        Findings,
        "The deployment holds something else under the same number, such as another branch's version, \
         and its documents can't follow in place. Reset the table there, or make the edit a version of \
         its own.",
    ),
    code(
        "already_at_last",
        Findings,
        "A table is to be carried away by the transition to its last version, and the deployment \
         already has that version: the transition would never run. Drop the table with `forget` or \
         `delete_documents` instead.",
    ),
    code(
        "table_cycle",
        Findings,
        "Tables wait for each other: the transition of one reads or ensures documents of the other, \
         which must be carried first, and the other way round. Ship one of the versions before the \
         others are declared, or take one of the reads or ensures out.",
    ),
];
