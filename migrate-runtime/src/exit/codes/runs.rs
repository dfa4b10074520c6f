//! A run can't begin, or can't go on.

use super::{Code, code};
use crate::exit::Exit::{Deployment, Findings, Incomplete, Internal, Locked, Refused};

pub(super) const CODES: &[Code] = &[
    code(
        "locked",
        Locked,
        "Another run is at work on the deployment, and there is only ever one. The message says which \
         process, and when it was last heard of; `status` shows how far it is. Wait for it, stop it \
         with Ctrl-C where it runs, or end it from anywhere with `cancel`. The place of a run that has \
         died is free by itself: nothing has to be cleaned up.",
    ),
    code(
        "overtaken",
        Locked,
        "While this run was at work, another one has taken its place: it was silent for longer than \
         its lease, such as a laptop that slept, or its lock file was removed. What it had committed \
         stays, and nothing that it sent afterwards was written.",
    ),
    code(
        "tree-locked",
        Locked,
        "While a deployment's push isn't finished, the generated files are those of its push and not \
         what is committed, and a lock in the folder `.migrate` says so. Until then other commands that \
         write or push generated files are refused, because a push of these files to another deployment \
         would make a schema live there that isn't its own. The message says which deployment it is, and the line that \
         finishes its push; `ship --put-back` gives it up and puts the committed files back, without \
         asking any deployment. While a command is pushing the files, wait for its end.",
    ),
    code(
        "runs-paused",
        Incomplete,
        "Somebody has paused the deployment's runs with `pause`, so none begins. `status` says since \
         when; `resume` lets them go on.",
    ),
    code(
        "run-cancelled",
        Incomplete,
        "Somebody has ended this run with `cancel`. What it had committed stays, each batch whole; the \
         next run goes on from there.",
    ),
    code(
        "never-settles",
        Incomplete,
        "Walk after walk over a table still meets old documents: something keeps writing the shape of \
         the older version faster than it is carried. Deploy the application code that writes the new \
         version (the generated writers do), then run the same command again.",
    ),
    code(
        "checkpoint-moved",
        Internal,
        "The place up to which a table is carried was moved, although no other run has taken over: \
         something has written to the ledger that isn't a run. The run has stopped without writing. \
         Running the same command again goes on from the ledger as it is.",
    ),
    code(
        "rules-changed",
        Findings,
        "A transition was edited after it had migrated a part of its documents: a constant, a role, an \
         effect, what it reads, or one of its versions. The others would become something else than \
         those, so the run has stopped before it wrote. The message names each rule, as it was and as \
         it is. Undo the edit, and the backfill goes on. If the edit is wanted, undo it all the same, \
         make a next version with `convex-migrate bump TABLE`, and say there what is wanted: then each \
         version means one thing. While a step has migrated nothing its rules may be edited. What \
         `fill` computes can't be compared; a run by another build of the program says so, and the \
         receipt lists the builds.",
    ),
    code(
        "push-refused",
        Refused,
        "The deployment doesn't take the schema, because stored documents violate it: somebody has \
         written old ones since they were carried and checked. The receipts of their tables were taken \
         back and the tables carried again, a few times. The listing names the documents; find what \
         writes them.",
    ),
    code(
        "push-overtaken",
        Deployment,
        "While this push looked at stored documents, another push of a schema began, so this one was \
         given up, as Convex does it. Nothing was changed by it. Find out who else deploys, then run \
         the same command again.",
    ),
    code(
        "no-such-index",
        Deployment,
        "A transition looks documents up by an index that the deployment no longer has: somebody has \
         pushed another schema while the run was at work. Push the one of this application again, by \
         running the same command again.",
    ),
    code(
        "document-changed",
        Deployment,
        "A document in quarantine is no longer what it was when it was refused, so what was decided \
         about it may not fit any more, and nothing was done. `retry` tries it as it is now.",
    ),
    code(
        "too-many-tables",
        Deployment,
        "The schema would give the deployment more tables than Convex lets it have. Tables that are no \
         longer used count until they are deleted.",
    ),
    code(
        "no-deployment",
        Deployment,
        "There is no file at the place of the embedded deployment. A path is taken from where the \
         command is called; `--embedded` names another one. `ship` makes a new deployment; commands \
         that only look or control don't.",
    ),
    code(
        "database-failed",
        Deployment,
        "SQLite couldn't do what was asked of the deployment's file; the message has its words. Most \
         often the file may not be written, its folder isn't there, or another program keeps it \
         locked. What is committed stays; run the same command again once the reason \
         is gone.",
    ),
    code(
        "disk-full",
        Deployment,
        "The disk on which the deployment's file is has no room left. The batch under way was taken \
         back whole, and everything before it stays. Make room, then run the same command again: it \
         goes on from its last batch.",
    ),
];
