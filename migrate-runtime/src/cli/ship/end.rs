//! Where a walk has come to, and the line to type next.

use schema_core::name::TableName;
use schema_core::plan::{Phase, Plan, Step};
use serde_json::json;

use super::{Walk, result, word};
use crate::cli::session::Session;
use crate::cli::signals::Signals;
use crate::cli::text::documents;
use crate::cli::{show, tree_lock};
use crate::exit::{Exit, Failure};
use crate::run::Verification;
use crate::ship::{Next, Outlook, Person, Stand, Stretch};
use crate::store::{QuarantineEntry, Violation};

/// How many failing documents of a table are listed.
const LISTED_MAX: usize = 20;

/// Says that the stretch has no step.
pub(super) fn nothing_to_do(session: &Session<'_>, walk: &Walk<'_>, outlook: &Outlook) -> Exit {
    let next = Next::without_steps(walk.stretch, outlook);
    result(session, "nothing-to-do");
    if session.is_json() {
        tell_machines(session, walk, next);
        return Exit::Done;
    }
    let (console, deployment) = (&session.console, &session.places.deployment);
    if let Next::Walk(stretch) = next {
        let nothing = match walk.stretch {
            Stretch::Whole | Stretch::Apply => "nothing to carry",
            Stretch::Verify => "nothing to verify",
            Stretch::Narrow => "nothing to narrow",
        };
        console.say(&format!("{nothing} on {deployment}; what is left is done by"));
        console.out(&format!("    {}", line(session, walk, stretch)));
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

/// The line that walks a stretch with the same agreement: the same line, where it is the same one.
fn line(session: &Session<'_>, walk: &Walk<'_>, stretch: Stretch) -> String {
    if stretch == walk.stretch {
        return session.program.line(walk.words());
    }
    let push = walk.push_words().filter(|_| stretch != Stretch::Verify);
    session.program.line([word(stretch)].into_iter().chain(push).chain(walk.common_words()))
}

/// Tells a program which line leads on, and what a person has to do before it.
fn tell_machines(session: &Session<'_>, walk: &Walk<'_>, next: Next) {
    let (after, stretch) = match next {
        Next::Nothing => return,
        Next::Walk(stretch) => (None, stretch),
        Next::After(person, stretch) => (Some(person.word()), stretch),
    };
    let line = line(session, walk, stretch);
    session.console.out(&json!({ "next": line, "after": after }).to_string());
}

/// Says where the road has come to, and whether that is its end.
pub(super) fn end(
    session: &Session<'_>,
    walk: &Walk<'_>,
    signals: &Signals,
    (stand, plan): (Stand, &Plan),
) -> Result<Exit, Failure> {
    let next = Next::of(walk.stretch, plan, &stand);
    let (word, exit) = match &stand {
        Stand::Done => ("done", Exit::Done),
        Stand::Stopped => ("stopped", signals.exit()),
        Stand::Incomplete { .. } => ("incomplete", Exit::Incomplete),
        Stand::Waiting(_) => ("waiting-for-push", Exit::Incomplete),
        Stand::Refused(_) => ("refused", Exit::Refused),
    };
    result(session, word);
    if session.is_json() {
        tell_machines(session, walk, next);
    }
    match stand {
        Stand::Done | Stand::Stopped | Stand::Waiting(_) if session.is_json() => {}
        Stand::Done => done(session, walk, next),
        Stand::Stopped => {
            session.console.tell("stopped at a batch border; go on with");
            session.console.err(&format!("    {}", line(session, walk, walk.stretch)));
        }
        Stand::Incomplete { quarantine, failing, missing } => {
            show::quarantine(session, &quarantine);
            for (table, verification) in &failing {
                show::failing(session, table, verification, LISTED_MAX);
            }
            if walk.stretch == Stretch::Narrow {
                return Err(shut(session, walk, &missing, next));
            }
            if !session.is_json() {
                incomplete(session, walk, (&quarantine, &failing, &missing), next);
            }
        }
        Stand::Waiting(steps) => {
            let steps: Vec<_> = steps.iter().map(|step| step.id.to_string()).collect();
            waiting(session, &steps.join(", "), &line(session, walk, walk.stretch));
        }
        Stand::Refused(violations) => {
            show::violations(session, &violations);
            return Err(refused(session, walk, &violations, next));
        }
    }
    Ok(exit)
}

fn done(session: &Session<'_>, walk: &Walk<'_>, next: Next) {
    let (console, deployment) = (&session.console, &session.places.deployment);
    let Next::Walk(stretch) = next else {
        return console.say(&format!("done: {deployment} is narrowed"));
    };
    if walk.stretch == Stretch::Apply {
        let carried = format!("done: every document of {deployment} is carried");
        let what = if stretch == Stretch::Verify { "check them" } else { "narrow it" };
        console.say(&format!("{carried}; {what} with"));
    } else {
        console.say(&format!("done: {deployment} has nothing old left; narrow it with"));
    }
    console.out(&format!("    {}", line(session, walk, stretch)));
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
    if session.is_json() {
        tell_machines(session, walk, Next::After(Person::Pushes, walk.stretch));
    } else {
        let again = session.program.line(walk.words());
        waiting(session, "the first, with the functions through which it is asked", &again);
    }
    Exit::Incomplete
}

/// What stands against the walk, and what to do about it.
fn incomplete(
    session: &Session<'_>,
    walk: &Walk<'_>,
    (quarantine, failing, missing): (&[QuarantineEntry], &[(TableName, Verification)], &[Step]),
    next: Next,
) {
    let console = &session.console;
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
    }
    let (Next::Walk(stretch) | Next::After(_, stretch)) = next else { return };
    match (next, quarantine.is_empty()) {
        (Next::Walk(_), false) => console.say("carry the others, and go on, with"),
        (_, false) => console.say("and go on with"),
        (_, true) if !failing.is_empty() => console.say(
            "They are of an older version: something has written them since their table was \
             carried, or it isn't carried yet. Carry them with",
        ),
        (_, true) => {
            if let Some(step) = missing.first() {
                console.say(&format!("{} comes first:", step.id));
            }
        }
    }
    console.out(&format!("    {}", line(session, walk, stretch)));
}

/// Tables can't be narrowed, because their receipt is missing.
fn shut(session: &Session<'_>, walk: &Walk<'_>, missing: &[Step], next: Next) -> Failure {
    let checks = missing.iter().filter(|step| step.phase == Phase::Verify);
    let tables: Vec<_> = checks
        .map(|step| match step.receipt {
            Some(_) => format!("{}@{} has no receipt", step.table, step.span.new),
            None => format!("documents of {} are still to be deleted", step.table),
        })
        .collect();
    let what = format!("narrow stays shut: {}", tables.join(", "));
    session.console.gap_err();
    let failure = Failure::new(Exit::Refused, "no-receipt", what);
    let next = match next {
        Next::Walk(Stretch::Verify) => Stretch::Verify,
        _ => Stretch::Apply,
    };
    let failure = if next == Stretch::Verify {
        failure.say("a receipt is the proof that nothing old is left; it is written by")
    } else {
        failure
            .say("a receipt is the proof that nothing old is left; something is, so carry it with")
    };
    failure
        .type_next(line(session, walk, next))
        .say("or do all of it at once with")
        .type_next(line(session, walk, Stretch::Whole))
}

fn refused(
    session: &Session<'_>,
    walk: &Walk<'_>,
    violations: &[Violation],
    next: Next,
) -> Failure {
    let violate = match violations.len() as u64 {
        1 => "1 document violates it".to_owned(),
        more => format!("{} or more violate it", documents(more)),
    };
    let what = format!("the deployment refuses the schema: {violate}");
    let failure = Failure::new(Exit::Refused, "push-refused", what);
    let (Next::Walk(stretch) | Next::After(_, stretch)) = next else { return failure };
    failure
        .say("something keeps writing them; once it doesn't, go on with")
        .type_next(line(session, walk, stretch))
}
