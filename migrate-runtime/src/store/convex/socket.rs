//! One connection to a deployment: calls one after the other, each answered within its time.
//!
//! The client behind it never gives up: it connects again and again, sends what wasn't answered once
//! more under another session, and tells nobody. Here a call is over as soon as its connection is,
//! and a client whose call wasn't answered is thrown away, so that nothing is sent behind the back
//! of whoever decides what to do about it.

use std::fmt::{self, Display};
use std::pin::pin;
use std::thread;
use std::time::Duration;

use convex::{ConvexClient, ConvexClientBuilder, FunctionResult, Value, WebSocketState};
use futures_util::future::{Either, select};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{sleep, timeout};

use super::access::{Access, quiet_libraries};
use super::hearsay::{Hearsay, Log};
use super::values::Arguments;

/// How long a deployment may take to open a connection.
const CONNECT_MAX: Duration = Duration::from_secs(10);

/// The longest pause before a connection is opened again.
const PAUSE_MAX: Duration = Duration::from_secs(5);

/// How often a client that broke gets to look at what it has received.
const LISTEN_TURNS: u32 = 16;

/// Changes of a connection's state that nobody has looked at yet; it has few, and each is looked at
/// before the next call.
const STATES_MAX: usize = 64;

/// What a function does, as far as a connection must know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Query,
    Mutation,
}

/// A call of a function.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) function: &'static str,
    pub(super) kind: Kind,
    pub(super) arguments: Arguments,
    /// How long its answer may take, once it is sent.
    pub(super) patience: Duration,
}

/// What became of a call.
#[derive(Debug)]
pub(super) enum Answer {
    /// The function has returned.
    Value(Value),
    /// The function has failed with data of its own.
    Thrown { message: Said, data: Value },
    /// The function has failed, or the deployment has refused it.
    Failed(Said),
    /// Nothing was sent: there is no connection.
    NotSent { reason: Option<Said> },
    /// The connection broke before the answer came; the reason, where there is one to hear.
    Broken { reason: Option<Said> },
    /// No answer came in time.
    Silent,
}

/// What a deployment or a connection says, to be understood. It may repeat the key, so
/// [`Access::foreign`] makes of it what is shown.
pub(super) struct Said(String);

impl Said {
    /// The words themselves, to be told apart.
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<String> for Said {
    fn from(said: String) -> Self {
        Self(said)
    }
}

impl fmt::Debug for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Said(hidden)")
    }
}

/// A connection; it is opened with the first call and opened anew after one that wasn't answered.
pub(super) struct Socket {
    calls: mpsc::UnboundedSender<(Call, oneshot::Sender<Answer>)>,
}

impl Socket {
    /// A connection on a thread of its own, for what [`Log`] says.
    ///
    /// # Errors
    ///
    /// The machine gives no thread, or nothing to wait with.
    pub(super) fn new(access: &Access) -> Result<Self, std::io::Error> {
        quiet_libraries();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (calls, waiting) = mpsc::unbounded_channel();
        let access = access.clone();
        thread::Builder::new().name("convex connection".to_owned()).spawn(move || {
            let hearsay = Hearsay::default();
            let _log = tracing::subscriber::set_default(Log(hearsay.clone()));
            runtime.block_on(Line { access, hearsay, client: None, failures: 0 }.serve(waiting));
        })?;
        Ok(Self { calls })
    }

    /// Calls a function. Dropping this doesn't take the call back.
    pub(super) async fn call(&self, call: Call) -> Answer {
        let (tell, told) = oneshot::channel();
        if self.calls.send((call, tell)).is_err() {
            return Answer::NotSent { reason: Some("its thread has ended".to_owned().into()) };
        }
        told.await.unwrap_or(Answer::Broken { reason: None })
    }
}

/// The thread's side of a connection.
struct Line {
    access: Access,
    hearsay: Hearsay,
    client: Option<Client>,
    /// Calls in a row that weren't answered.
    failures: u32,
}

struct Client {
    client: ConvexClient,
    states: mpsc::Receiver<WebSocketState>,
}

impl Client {
    /// Whether it hasn't broken while nobody asked: a connected client says nothing any more.
    fn is_open(&self) -> bool {
        self.states.is_empty() && !self.states.is_closed()
    }
}

impl Line {
    async fn serve(
        mut self,
        mut waiting: mpsc::UnboundedReceiver<(Call, oneshot::Sender<Answer>)>,
    ) {
        while let Some((call, tell)) = waiting.recv().await {
            let answer = self.answer(call).await;
            // Whoever asked may have gone.
            let _ = tell.send(answer);
        }
    }

    async fn answer(&mut self, call: Call) -> Answer {
        let answer = self.ask(call).await;
        self.failures = match answer {
            Answer::Value(_) | Answer::Thrown { .. } | Answer::Failed(_) => 0,
            Answer::NotSent { .. } | Answer::Broken { .. } | Answer::Silent => self.failures + 1,
        };
        answer
    }

    async fn ask(&mut self, call: Call) -> Answer {
        let mut client = match self.client.take().filter(Client::is_open) {
            Some(client) => client,
            None => match self.connect().await {
                Ok(client) => client,
                Err(reason) => return Answer::NotSent { reason },
            },
        };
        let Call { function, kind, arguments, patience } = call;
        let Client { client: inner, states } = &mut client;
        let answer = {
            let called = async {
                match kind {
                    Kind::Query => inner.query(function, arguments).await,
                    Kind::Mutation => inner.mutation(function, arguments).await,
                }
            };
            let (called, broken) = (pin!(called), pin!(broken(states)));
            match timeout(patience, select(called, broken)).await {
                Ok(Either::Left((Ok(result), _))) => Some(match result {
                    FunctionResult::Value(value) => Answer::Value(value),
                    FunctionResult::ErrorMessage(text) => Answer::Failed(text.into()),
                    FunctionResult::ConvexError(error) => {
                        Answer::Thrown { message: error.message.into(), data: error.data }
                    }
                }),
                Ok(Either::Left((Err(_), _)) | Either::Right(_)) => None,
                Err(_) => return Answer::Silent,
            }
        };
        match answer {
            Some(answer) => {
                self.client = Some(client);
                answer
            }
            None => {
                // What the client has received and not looked at may say why; no time passes, in
                // which it would connect again.
                for _ in 0..LISTEN_TURNS {
                    tokio::task::yield_now().await;
                }
                Answer::Broken { reason: self.heard() }
            }
        }
    }

    /// Opens a connection and shows the key; that it is refused comes out with the first call.
    async fn connect(&mut self) -> Result<Client, Option<Said>> {
        sleep(pause(self.failures)).await;
        self.hearsay.take();
        let (tell, mut states) = mpsc::channel(STATES_MAX);
        let builder = ConvexClientBuilder::new(self.access.url.as_str()).with_on_state_change(tell);
        let failed = |error: &dyn Display| Some(error.to_string().into());
        let mut client = builder.build().await.map_err(|error| failed(&error))?;
        let connected = async {
            while let Some(state) = states.recv().await {
                if matches!(state, WebSocketState::Connected) {
                    return true;
                }
            }
            false
        };
        if timeout(CONNECT_MAX, connected).await != Ok(true) {
            return Err(self.heard());
        }
        self.hearsay.take();
        client.set_admin_auth(self.access.key.reveal().to_owned(), None).await;
        Ok(Client { client, states })
    }

    fn heard(&self) -> Option<Said> {
        self.hearsay.take().map(Said::from)
    }
}

/// How long to wait before a connection is opened again after so many calls without an answer.
fn pause(failures: u32) -> Duration {
    match failures {
        // The first time a new connection most often helps at once.
        0 | 1 => Duration::ZERO,
        more => Duration::from_millis(100 << (more - 2).min(6)).min(PAUSE_MAX),
    }
}

/// Comes to an end when a connection breaks.
async fn broken(states: &mut mpsc::Receiver<WebSocketState>) {
    while let Some(WebSocketState::Connected) = states.recv().await {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_is_opened_again_at_once_and_then_more_and_more_slowly() {
        let pauses: Vec<_> = (0..10).map(|failures| pause(failures).as_millis()).collect();
        assert_eq!(pauses, [0, 0, 100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
    }
}
