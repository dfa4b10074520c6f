//! Why a call has no value: what the functions throw, what the server refuses, and what the network
//! does, told apart.
//!
//! What the server refuses before it runs anything it says by closing the connection with a word;
//! what it refuses while it runs a function comes as the function's error. So the word
//! `TooManyWrites` is about the deployment's second, and a text about too many writes is about one
//! transaction.

use convex::Value;

use crate::error::{RemoteError, StoreError};
use crate::foreign::Foreign;
use crate::store::{Fenced, Refused, RunNumber};

use super::access::Access;
use super::hearsay::{KEY, TOO_LONG};
use super::socket::{Answer, Kind, Said};
use super::values::{Mismatch, Read, Record, kinds, list, text, whole};
use super::wire;

/// Why a call has no value.
#[derive(Debug)]
pub(super) enum Refusal {
    /// For the reason that the store's own errors give.
    Error(StoreError),
    /// Documents of a batch can't be written.
    Documents(Vec<Refused>),
    /// It is more than one transaction may do.
    TooLarge(Foreign),
    /// The server has tried several times, and what was read kept changing.
    Contended,
    /// The deployment has written as much in the last second as it may, and hasn't begun this.
    TooFast(Foreign),
    /// The deployment has as much to do as it can, and hasn't begun this.
    Crowded(Foreign),
    /// The function has failed, and the deployment hides why, as one for production may: there is no
    /// telling a limit from a mistake.
    Hidden,
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Error(error)
    }
}

impl From<RemoteError> for Refusal {
    fn from(error: RemoteError) -> Self {
        Self::Error(error.into())
    }
}

impl Refusal {
    /// The same for a function that has no answer of its own for it.
    pub(super) fn into_error(self, function: &'static str) -> StoreError {
        match self {
            Self::Error(error) => error,
            Self::Documents(_) => {
                let reason = "it refuses documents of a batch that there is none of".into();
                RemoteError::Failed { function, reason }.into()
            }
            Self::TooLarge(reason) => RemoteError::Failed { function, reason }.into(),
            Self::TooFast(reason) | Self::Crowded(reason) => RemoteError::Busy { reason }.into(),
            Self::Hidden => RemoteError::Failed { function, reason: HIDDEN.into() }.into(),
            Self::Contended => RemoteError::Busy {
                reason: Foreign::of(&format!("what `{function}` reads kept changing under it")),
            }
            .into(),
        }
    }
}

/// What stands for the reason where a deployment hides it.
pub(super) const HIDDEN: &str =
    "it hides why; the dashboard's logs show it under the time of this message";

/// The word with which a server refuses a call for what was written in the last second. A function
/// that writes too much by itself fails with a text instead.
const TOO_FAST: &str = "TooManyWrites";

/// Words with which a server closes a connection whose call it hasn't begun.
const BEFORE_EXECUTION: [&str; 8] = [
    "TooManyConcurrentMutations",
    "TooManyConcurrentRequests",
    "CommitterFullError",
    "ExpiredInQueue",
    "WorkerOverloaded",
    "InitialPermitTimeoutError",
    "ExecuteFullError",
    "IsolateNotClean",
];

/// The word for a mutation that was tried and given up.
const CONTENDED: &str = "OptimisticConcurrencyControlFailure";

/// The value of a call, or why there is none.
pub(super) fn value_of(
    access: &Access,
    function: &'static str,
    kind: Kind,
    answer: Answer,
) -> Result<Value, Refusal> {
    let url = || access.origin();
    let unreachable = |reason: Foreign| RemoteError::Unreachable { url: url(), reason };
    match answer {
        Answer::Value(value) => Ok(value),
        Answer::Thrown { message, data } => match thrown(access, data) {
            Ok(refusal) => Err(refusal),
            Err(mismatch) => {
                let message = first_line(message.reveal());
                let reason = access.foreign(&format!("{message} ({mismatch})"));
                Err(RemoteError::Failed { function, reason }.into())
            }
        },
        Answer::Failed(said) => Err(failed(access, function, said.reveal())),
        Answer::NotSent { reason } => {
            let reason = reason.as_ref().map(|reason| access.foreign(reason.reveal()));
            Err(unreachable(reason.unwrap_or_else(|| "it doesn't answer".into())).into())
        }
        Answer::Broken { reason } => {
            let reason = reason.as_ref().map(Said::reveal).unwrap_or_default();
            if reason == CONTENDED {
                return Err(Refusal::Contended);
            }
            if reason == TOO_FAST {
                return Err(Refusal::TooFast(
                    "it may write only so much in a second, and that much was written \
                     (TooManyWrites)"
                        .into(),
                ));
            }
            if BEFORE_EXECUTION.contains(&reason) {
                return Err(Refusal::Crowded(access.foreign(reason)));
            }
            if let Some(said) = reason.strip_prefix(KEY) {
                let said = said.split(" for identity version").next().unwrap_or(said);
                let reason = access.foreign(said);
                return Err(RemoteError::KeyRefused { url: url(), reason }.into());
            }
            // The client cuts the connection then, and would each time that it is asked again.
            if kind == Kind::Query && reason.starts_with(TOO_LONG) {
                let why = format!("its answer is too long ({reason})");
                return Err(Refusal::TooLarge(access.foreign(&why)));
            }
            match kind {
                Kind::Mutation => Err(StoreError::Unknown { doing: function }.into()),
                Kind::Query if reason.is_empty() => {
                    Err(unreachable("the connection broke".into()).into())
                }
                Kind::Query => {
                    let reason = access.foreign(&format!("the connection broke: {reason}"));
                    Err(unreachable(reason).into())
                }
            }
        }
        Answer::Silent => match kind {
            Kind::Mutation => Err(StoreError::Unknown { doing: function }.into()),
            Kind::Query => {
                let reason = access.foreign(&format!("`{function}` wasn't answered in time"));
                Err(unreachable(reason).into())
            }
        },
    }
}

/// What a function throws as data.
fn thrown(access: &Access, data: Value) -> Read<Refusal> {
    kinds("a failure that is known here", |kind, fields| {
        Some(match kind {
            "fenced" => fenced(fields).map(Refusal::Error),
            "noRange" => {
                wire::range_key(fields).map(|range| Refusal::Error(StoreError::NoRange { range }))
            }
            "noIndex" => (|| {
                let table = fields.take("table", wire::table)?;
                let index = fields.take("index", wire::index)?;
                Ok(Refusal::Error(StoreError::NoIndex { table, index }))
            })(),
            "enforcement" => (|| {
                let table = fields.take("table", wire::table)?;
                let reason = access.foreign(&fields.take("reason", text)?).to_string();
                Ok(Refusal::Error(StoreError::Enforcement { table, reason }))
            })(),
            "refused" => fields.take("refused", list(wire::refused)).map(Refusal::Documents),
            "tooLarge" => {
                fields.take("reason", text).map(|reason| Refusal::TooLarge(access.foreign(&reason)))
            }
            _ => return None,
        })
    })(data)
}

fn fenced(fields: &mut Record) -> Result<StoreError, Mismatch> {
    let run = RunNumber(fields.take("run", whole)?);
    let why: Fenced = fields.take("why", wire::fenced)?;
    Ok(StoreError::Fenced { run, why })
}

/// What a server's text means: it has no data beside it.
fn failed(access: &Access, function: &'static str, said: &str) -> Refusal {
    let has = |words: &[&str]| words.iter().any(|word| said.contains(word));
    let url = || access.origin();
    let reason = || access.foreign(first_line(said));
    if has(&["Could not find public function", "Could not find function"]) {
        return RemoteError::NoFunctions { url: url(), function: function.to_owned() }.into();
    }
    if has(&NOT_RUNNING) {
        return RemoteError::NotRunning { url: url(), reason: reason() }.into();
    }
    if has(&[
        "in a single function execution",
        "Function execution timed out",
        "too large (actual:",
        "ran out of memory",
    ]) {
        return Refusal::TooLarge(reason());
    }
    if has(&[
        CONTENDED,
        "changed while this mutation was being run",
        "changed while it was being run",
    ]) {
        return Refusal::Contended;
    }
    if has(&["Too many writes per second"]) {
        return Refusal::TooFast(reason());
    }
    if is_hidden(said) {
        return Refusal::Hidden;
    }
    RemoteError::Failed { function, reason: reason() }.into()
}

/// Whether a server's text says nothing but that it has failed.
pub(super) fn is_hidden(said: &str) -> bool {
    first_line(said) == HEADLINE
}

/// Begins what a server says of every failure.
const HEADLINE: &str = "Server Error";

/// What a deployment says that somebody has paused, or that Convex has stopped.
pub(super) const NOT_RUNNING: [&str; 3] = [
    "Cannot run functions while this deployment is",
    "deployments have been disabled",
    "This deployment has been disabled",
];

/// The first line of a server's text that says anything, without the request's number: what comes
/// after it may be somebody's document.
pub(super) fn first_line(said: &str) -> &str {
    let lines = said.lines().map(|line| match line.split_once("] ") {
        Some((head, rest)) if head.starts_with("[Request ID:") || head.starts_with("[CONVEX") => {
            rest
        }
        _ => line,
    });
    let mut lines = lines.map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or("it gives no reason");
    // That is a headline, not a reason.
    let reason = if first == HEADLINE { lines.next().unwrap_or(first) } else { first };
    reason.strip_prefix("Uncaught Error: ").unwrap_or(reason)
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::super::values::{number, object, string};
    use super::*;
    use crate::deployment::DeployKey;
    use crate::error::Retry;

    fn access() -> Access {
        let url = Url::parse("http://127.0.0.1:3210").unwrap();
        Access { url, key: DeployKey::new("own|c0ffee") }
    }

    fn of(kind: Kind, answer: Answer) -> Refusal {
        value_of(&access(), "m:f", kind, answer).unwrap_err()
    }

    fn error_of(kind: Kind, answer: Answer) -> StoreError {
        match of(kind, answer) {
            Refusal::Error(error) => error,
            other => panic!("{other:?}"),
        }
    }

    fn broken(reason: &str) -> Answer {
        Answer::Broken { reason: Some(reason.to_owned().into()) }
    }

    #[test]
    fn the_two_meanings_of_too_many_writes_are_told_apart() {
        let refusal = of(Kind::Mutation, broken("TooManyWrites"));
        assert!(matches!(refusal, Refusal::TooFast(_)), "{refusal:?}");
        let busy = refusal.into_error("m:f");
        assert_eq!(busy.code(), "deployment-busy");
        assert!(matches!(busy.retry(), Retry::Patiently(_)));
        let said = "[Request ID: 1f] Server Error\nUncaught Error: Too many writes in a single function \
                    execution (limit: 16000)\n    at handler (../x.ts:1)";
        match of(Kind::Mutation, Answer::Failed(said.to_owned().into())) {
            Refusal::TooLarge(reason) => {
                let said = "Too many writes in a single function execution (limit: 16000)";
                assert_eq!(reason.to_string(), said);
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_answer_that_was_lost_leaves_a_mutation_unknown_and_a_query_to_be_asked_again() {
        let lost =
            || [Answer::Broken { reason: None }, broken("InternalServerError"), Answer::Silent];
        for answer in lost() {
            assert!(matches!(error_of(Kind::Mutation, answer), StoreError::Unknown { .. }));
        }
        for answer in lost() {
            let error = error_of(Kind::Query, answer);
            assert_eq!(error.code(), "unreachable");
            assert_ne!(error.retry(), Retry::Never);
        }
        let unsent = Answer::NotSent { reason: None };
        assert_eq!(error_of(Kind::Mutation, unsent).code(), "unreachable");
    }

    #[test]
    fn retries_that_the_server_gave_up_are_contention() {
        let given_up = "Documents read from or written to the \"films\" table changed while this \
                        mutation was being run and on every subsequent retry.";
        for answer in [broken(CONTENDED), Answer::Failed(given_up.to_owned().into())] {
            assert!(matches!(of(Kind::Mutation, answer), Refusal::Contended));
        }
    }

    #[test]
    fn a_servers_text_is_told_apart_and_never_cited_whole() {
        for (said, code) in [
            (
                "[Request ID: 1f] Server Error\nCould not find public function for 'm:f'.",
                "no-functions",
            ),
            (
                "Server Error\nCannot run functions while this deployment is paused. Resume it.",
                "deployment-paused",
            ),
            ("Uncaught Error: oh\n  at {secret: 'hush'}", "function-failed"),
        ] {
            let error = error_of(Kind::Query, Answer::Failed(said.to_owned().into()));
            assert_eq!(error.code(), code);
            assert!(!error.to_string().contains("hush"), "{error}");
        }
        let hidden = Answer::Failed("[Request ID: 1f] Server Error".to_owned().into());
        assert!(matches!(of(Kind::Query, hidden), Refusal::Hidden));
        let error = error_of(Kind::Query, broken("AuthError: no for identity version Some(0)"));
        assert_eq!(error.code(), "key-refused");
        assert!(error.to_string().ends_with(": no"), "{error}");
    }

    #[test]
    fn whatever_repeats_the_key_is_cited_without_it() {
        let key = "own|c0ffee";
        let said = || key.to_owned().into();
        let reason = |kind| {
            object([("kind", string(kind)), ("reason", string(key)), ("table", string("t"))])
        };
        for answer in [
            Answer::Failed(said()),
            Answer::Failed(format!("Cannot run functions while this deployment is {key}").into()),
            Answer::Failed(format!("ran out of memory: {key}").into()),
            Answer::Failed(format!("Too many writes per second: {key}").into()),
            Answer::Thrown { message: said(), data: string(key) },
            Answer::Thrown { message: said(), data: reason(key) },
            Answer::Thrown { message: said(), data: reason("tooLarge") },
            Answer::Thrown { message: said(), data: reason("enforcement") },
            Answer::NotSent { reason: Some(said()) },
            Answer::Broken { reason: Some(said()) },
            Answer::Broken { reason: Some(format!("{KEY}{key}").into()) },
        ] {
            let refusal = of(Kind::Query, answer);
            assert!(!format!("{refusal:?}").contains("c0ffee"), "{refusal:?}");
            let error = refusal.into_error("m:f").to_string();
            assert!(error.contains('…') && !error.contains("c0ffee"), "{error}");
        }
        assert!(!format!("{:?}", Answer::Failed(said())).contains("c0ffee"));
    }

    #[test]
    fn what_a_function_throws_is_read_as_data() {
        let thrown =
            |data| Answer::Thrown { message: "Uncaught ConvexError".to_owned().into(), data };
        let why = object([("kind", string("paused")), ("since", number(7))]);
        let fenced = object([("kind", string("fenced")), ("run", number(3)), ("why", why)]);
        match error_of(Kind::Mutation, thrown(fenced)) {
            StoreError::Fenced { run: RunNumber(3), why: Fenced::Paused { since } } => {
                assert_eq!(since.0, 7);
            }
            other => panic!("{other:?}"),
        }
        let unheard_of = object([("kind", string("party"))]);
        let error = error_of(Kind::Mutation, thrown(unheard_of));
        assert_eq!(error.code(), "function-failed");
        let large = object([("kind", string("tooLarge")), ("reason", string("16 MiB"))]);
        assert!(matches!(of(Kind::Mutation, thrown(large)), Refusal::TooLarge(_)));
    }
}
