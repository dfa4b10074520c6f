//! Where a walk has come to, and the line to type next.

use schema_core::plan::{Phase, Step};

use super::{Walk, result, word};
use crate::cli::session::Session;
use crate::cli::signals::Signals;
use crate::cli::text::documents;
use crate::cli::{show, tree_lock};
use crate::exit::{Exit, Failure};
use crate::run::Verification;
use crate::ship::{Outlook, Stand, Stretch};
use crate::store::{QuarantineEntry, Violation};

/// How many failing documents of a table are listed.
const LISTED_MAX: usize = 20;

/// Says that the stretch has no step.
pub(super) fn nothing_to_do(session: &Session<'_>, walk: &Walk<'_>, outlook: &Outlook) -> Exit {
    result(session, "nothing-to-do");
    if session.is_json() {
        return Exit::Done;
    }
    let (console, deployment) = (&session.console, &session.places.deployment);
    if !outlook.plan.is_empty() {
        let nothing = match walk.stretch {
            Stretch::Whole | Stretch::Apply => "nothing to carry",
            Stretch::Verify => "nothing to verify",
            Stretch::Narrow => "nothing to narrow",
        };
        console.say(&format!("{nothing} on {deployment}; what is left is done by"));
        let apply = Stretch::Apply.steps(&outlook.plan).next().map(|_| Stretch::Apply);
        let next = apply.or_else(|| {
            let verify = Stretch::Verify.steps(&outlook.plan).next();
            Some(if verify.is_some() { Stretch::Verify } else { Stretch::Narrow })
        });
        console.out(&format!("    {}", line(session, walk, next.unwrap_or(Stretch::Whole))));
        return Exit::Done;
    }
    let tables = outlook.deployed.as_ref().map(|deployed| &deployed.manifest.tables);
    let versions: Vec<_> = tables
        .into_iter()
        .flatten()
        .map(|(table, deployed)| format!("{table}@{}", deployed.version))
        .collect();
    let holds = if versions.is_empty() { "no tables".to_owned() } else { versions.join(", ") };
    console.say(&format!("nothing to do: {deployment} holds {holds}"));
    Exit::Done
}

/// The line that walks another stretch with the same agreement.
fn line(session: &Session<'_>, walk: &Walk<'_>, stretch: Stretch) -> String {
    let push = walk.push_words().filter(|_| stretch != Stretch::Verify);
    session.program.line([word(stretch)].into_iter().chain(push).chain(walk.common_words()))
}

/// Says where the road has come to, and whether that is its end.
pub(super) fn end(
    session: &Session<'_>,
    walk: &Walk<'_>,
    signals: &Signals,
    (stand, is_whole): (Stand, bool),
) -> Result<Exit, Failure> {
    let again = session.program.line(walk.words());
    match stand {
        Stand::Done => {
            result(session, "done");
            if !session.is_json() {
                done(session, walk, is_whole);
            }
            Ok(Exit::Done)
        }
        Stand::Stopped => {
            result(session, "stopped");
            if !session.is_json() {
                session.console.tell("stopped at a batch border; go on with");
                session.console.err(&format!("    {again}"));
            }
            Ok(signals.exit())
        }
        Stand::Incomplete { quarantine, failing, missing } => {
            result(session, "incomplete");
            show::quarantine(session, &quarantine);
            for (table, verification) in &failing {
                show::failing(session, table, verification, LISTED_MAX);
            }
            if walk.stretch == Stretch::Narrow {
                return Err(shut(session, walk, &missing));
            }
            if !session.is_json() {
                incomplete(session, walk, (&quarantine, &failing, &missing), &again);
            }
            Ok(Exit::Incomplete)
        }
        Stand::Waiting(steps) => {
            result(session, "waiting-for-push");
            if !session.is_json() {
                let steps: Vec<_> = steps.iter().map(|step| step.id.to_string()).collect();
                waiting(session, &steps.join(", "), &again);
            }
            Ok(Exit::Incomplete)
        }
        Stand::Refused(violations) => {
            result(session, "refused");
            show::violations(session, &violations);
            Err(refused(session, walk, &violations))
        }
    }
}

fn done(session: &Session<'_>, walk: &Walk<'_>, is_whole: bool) {
    let (console, deployment) = (&session.console, &session.places.deployment);
    let next = match walk.stretch {
        _ if is_whole => return console.say(&format!("done: {deployment} is narrowed")),
        Stretch::Whole | Stretch::Narrow => {
            return console.say(&format!("done: {deployment} is narrowed"));
        }
        Stretch::Apply => {
            let carried = format!("done: every document of {deployment} is carried");
            console.say(&format!("{carried}; check them with"));
            Stretch::Verify
        }
        Stretch::Verify => {
            console.say(&format!("done: {deployment} has nothing old left; narrow it with"));
            Stretch::Narrow
        }
    };
    console.out(&format!("    {}", line(session, walk, next)));
}

/// Nothing deploys unless somebody says so.
fn waiting(session: &Session<'_>, what: &str, again: &str) {
    let (console, deployment) = (&session.console, &session.places.deployment);
    console.say(&format!("{deployment} waits for a push ({what}); deploy with"));
    console.out("    npx convex deploy");
    console.say("and go on with");
    console.out(&format!("    {again}"));
    tree_lock::tell_standing(session);
}

/// Says that the deployment has none of the functions yet; the files are in place.
pub(super) fn waiting_for_the_first(session: &Session<'_>, walk: &Walk<'_>) -> Exit {
    result(session, "waiting-for-push");
    if !session.is_json() {
        let again = session.program.line(walk.words());
        waiting(session, "the first, with the functions through which it is asked", &again);
    }
    Exit::Incomplete
}

/// What stands against the walk, and what to do about it.
fn incomplete(
    session: &Session<'_>,
    walk: &Walk<'_>,
    (quarantine, failing, missing): (
        &[QuarantineEntry],
        &[(schema_core::name::TableName, Verification)],
        &[Step],
    ),
    again: &str,
) {
    let console = &session.console;
    let carry = if walk.stretch == Stretch::Whole { Stretch::Whole } else { Stretch::Apply };
    console.gap();
    if !quarantine.is_empty() {
        let (they, are) = if quarantine.len() == 1 { ("it", "is") } else { ("they", "are") };
        let all = if quarantine.len() == 1 { "it" } else { "them all" };
        console.say(&format!(
            "The schema stays wide until {they} {are} dealt with. With a better transition, or once \
             what {they} {} is repaired, try {all} again with",
            if quarantine.len() == 1 { "needs" } else { "need" }
        ));
        console.out(&format!("    {}", session.program.line(["retry"])));
        // What is old and isn't in quarantine has to be carried first.
        let is_old = |(_, verification): &(_, Verification)| verification.failing_count;
        if failing.iter().map(is_old).sum::<u64>() > quarantine.len() as u64 {
            console.say("carry the others, and go on, with");
            console.out(&format!("    {}", line(session, walk, carry)));
        } else {
            console.say("and go on with");
            console.out(&format!("    {again}"));
        }
        return;
    }
    if !failing.is_empty() {
        console.say(
            "They are of an older version: something has written them since their table was \
             carried, or it isn't carried yet. Carry them with",
        );
    } else if let Some(step) = missing.first() {
        console.say(&format!("{} comes first:", step.id));
    }
    console.out(&format!("    {}", line(session, walk, carry)));
}

/// Tables can't be narrowed, because their receipt is missing.
fn shut(session: &Session<'_>, walk: &Walk<'_>, missing: &[Step]) -> Failure {
    let checks = missing.iter().filter(|step| step.phase == Phase::Verify);
    let tables: Vec<_> = checks
        .map(|step| match step.receipt {
            Some(_) => format!("{}@{} has no receipt", step.table, step.span.new),
            None => format!("documents of {} are still to be deleted", step.table),
        })
        .collect();
    let what = format!("narrow stays shut: {}", tables.join(", "));
    let is_carried = missing.iter().all(|step| step.phase == Phase::Verify);
    session.console.gap_err();
    let failure = Failure::new(Exit::Refused, "no-receipt", what);
    let failure = if is_carried {
        failure.say("a receipt is the proof that nothing old is left; it is written by")
    } else {
        failure
            .say("a receipt is the proof that nothing old is left; something is, so carry it with")
    };
    let next = if is_carried { Stretch::Verify } else { Stretch::Apply };
    failure
        .type_next(line(session, walk, next))
        .say("or do all of it at once with")
        .type_next(line(session, walk, Stretch::Whole))
}

fn refused(session: &Session<'_>, walk: &Walk<'_>, violations: &[Violation]) -> Failure {
    let violate = match violations.len() as u64 {
        1 => "1 document violates it".to_owned(),
        more => format!("{} or more violate it", documents(more)),
    };
    let what = format!("the deployment refuses the schema: {violate}");
    let next = if walk.stretch == Stretch::Narrow { Stretch::Whole } else { walk.stretch };
    Failure::new(Exit::Refused, "push-refused", what)
        .say("something keeps writing them; once it doesn't, go on with")
        .type_next(if next == walk.stretch {
            session.program.line(walk.words())
        } else {
            line(session, walk, next)
        })
}
