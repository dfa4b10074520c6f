//! A look at a deployment before anything is done, over plain HTTP: what the client would wait for
//! without end is told here in seconds, and why.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value as Json;

use crate::error::{RemoteError, StoreError};
use crate::foreign::Foreign;
use crate::store::Manifest;

use super::access::{Access, quiet_libraries};
use super::push::{MANIFEST, PROTOCOL};
use super::refusal::{NOT_RUNNING, first_line, is_hidden};

/// How long the whole look may take: there is time left to say what it has found.
const PATIENCE: Duration = Duration::from_secs(4);

/// What a key must be allowed to do, by Convex's names; one that isn't bounded may do anything.
const NEEDED: [(&str, &str); 2] = [
    ("RunInternalQueries", "run internal queries"),
    ("RunInternalMutations", "run internal mutations"),
];

/// The most that is read of an answer.
const ANSWER_MAX: u64 = 16 << 20;

/// What a look at a deployment has found: it answers, takes the key and has the functions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preflight {
    /// What is deployed, as its functions say.
    pub manifest: Manifest,
}

/// Looks whether a deployment answers, takes the key, runs, and has functions of this release.
///
/// From here on the process logs nothing finer than [`log::Level::Debug`] through the crate `log`: at
/// [`log::Level::Trace`] a library would log where a host leads, which may repeat the key.
///
/// # Errors
///
/// What is wrong, as a [`RemoteError`].
pub async fn preflight(access: &Access) -> Result<Preflight, StoreError> {
    let access = access.clone();
    let looked = tokio::task::spawn_blocking(move || look(&access));
    let looked = looked.await.map_err(|error| RemoteError::Failed {
        function: MANIFEST,
        reason: Foreign::of(&format!("the look at it ended: {error}")),
    })?;
    Ok(looked?)
}

fn look(access: &Access) -> Result<Preflight, RemoteError> {
    quiet_libraries();
    let agent = ureq::Agent::config_builder()
        .timeout_global(Some(PATIENCE / 2))
        .http_status_as_error(false)
        // A deployment answers by itself; where it leads away, somebody else answers.
        .max_redirects(0)
        .max_redirects_will_error(false)
        .build()
        .new_agent();
    let look = Look { access, agent };
    look.key()?;
    look.functions()
}

struct Look<'a> {
    access: &'a Access,
    agent: ureq::Agent,
}

/// What somebody answers.
struct Response {
    status: u16,
    text: String,
}

/// How a deployment says that a request isn't one that it takes.
#[derive(Deserialize)]
struct Refusal {
    code: String,
    #[serde(default)]
    message: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CheckedKey {
    #[serde(default)]
    allowed_ops: Vec<String>,
}

#[derive(Deserialize)]
#[serde(tag = "status", rename_all = "camelCase", rename_all_fields = "camelCase")]
enum Called {
    Success { value: Json },
    Error { error_message: String },
}

#[derive(Deserialize)]
struct ManifestAnswer {
    #[serde(deserialize_with = "whole")]
    protocol: u64,
    manifest: String,
}

/// A whole number, which JavaScript may have written with a point.
fn whole<'de, D: serde::Deserializer<'de>>(json: D) -> Result<u64, D::Error> {
    let number = f64::deserialize(json)?;
    super::values::whole(convex::Value::Float64(number)).map_err(serde::de::Error::custom)
}

impl Look<'_> {
    /// Sees that the deployment takes the key and lets it do what is needed.
    fn key(&self) -> Result<(), RemoteError> {
        let Response { status, text } = self.get("/api/check_admin_key")?;
        match status {
            200 => {
                // Convex has asked and answered like that only for some time; whoever it is that
                // doesn't is asked for the functions next.
                let allowed =
                    serde_json::from_str(&text).map(|CheckedKey { allowed_ops }| allowed_ops);
                let allowed = allowed.map_err(|_| self.not_convex(status, &text))?;
                let missing = NEEDED.iter().find(|(operation, _)| {
                    !allowed.is_empty() && !allowed.iter().any(|allowed| allowed == operation)
                });
                match missing {
                    Some((_, missing)) => Err(RemoteError::KeyForbidden {
                        url: self.url(),
                        missing: (*missing).into(),
                    }),
                    None => Ok(()),
                }
            }
            404 | 405 => Ok(()),
            _ => Err(self.refused(status, &text)),
        }
    }

    /// Sees that the functions of this release are deployed and run.
    fn functions(&self) -> Result<Preflight, RemoteError> {
        let call = serde_json::json!({
            "path": MANIFEST,
            "args": {},
            "format": "convex_encoded_json",
        });
        let Response { status, text } = self.post("/api/query", &call.to_string())?;
        // Hosted deployments answer 560 where a function has failed.
        if status != 200 && status != 560 {
            return Err(self.refused(status, &text));
        }
        let called = serde_json::from_str(&text).map_err(|_| self.not_convex(status, &text))?;
        let value = match called {
            Called::Success { value } => value,
            Called::Error { error_message } => return Err(self.failed(&error_message)),
        };
        let bad = |what: String| {
            // What can't be read is cited where it can't be.
            RemoteError::BadAnswer { function: MANIFEST, what: self.access.foreign(&what) }
        };
        let answer: ManifestAnswer =
            serde_json::from_value(value).map_err(|error| bad(error.to_string()))?;
        if answer.protocol != PROTOCOL {
            let (url, found) = (self.url(), answer.protocol);
            return Err(RemoteError::OtherProtocol { url, found, known: PROTOCOL });
        }
        let manifest = schema_core::json::read(&answer.manifest)
            .map_err(|error| bad(format!("its manifest isn't one: {error}")))?;
        Ok(Preflight { manifest })
    }

    fn failed(&self, said: &str) -> RemoteError {
        let has = |words: &[&str]| words.iter().any(|word| said.contains(word));
        if has(&["Could not find public function", "Could not find function"]) {
            return RemoteError::NoFunctions { url: self.url(), function: MANIFEST.to_owned() };
        }
        let reason = self.access.foreign(first_line(said));
        if has(&NOT_RUNNING) {
            return RemoteError::NotRunning { url: self.url(), reason };
        }
        if is_hidden(said) {
            // What is deployed answers this always, so there is nothing, or nothing runs.
            return RemoteError::NoFunctions { url: self.url(), function: MANIFEST.to_owned() };
        }
        RemoteError::Failed { function: MANIFEST, reason }
    }

    fn refused(&self, status: u16, text: &str) -> RemoteError {
        let url = self.url();
        let Ok(Refusal { code, message }) = serde_json::from_str(text) else {
            // A proxy or a load balancer says so where there is nobody behind it.
            return match status {
                401 => RemoteError::KeyRefused { url, reason: "status 401".into() },
                502..=504 => RemoteError::Unreachable {
                    url,
                    reason: self
                        .access
                        .foreign(&format!("what stands before it answers with status {status}")),
                },
                _ => self.not_convex(status, text),
            };
        };
        let said = |before: &str| {
            let text = if message.is_empty() {
                format!("{before}{code}")
            } else {
                format!("{before}{} ({code})", first_line(&message))
            };
            self.access.foreign(&text)
        };
        match (status, code.as_str()) {
            (403, "OperationNotPermitted") => {
                let missing = said("run the generated functions: ");
                RemoteError::KeyForbidden { url, missing }
            }
            (401 | 403, _) => RemoteError::KeyRefused { url, reason: said("") },
            (429 | 503, _) => RemoteError::Busy { reason: said("") },
            _ => RemoteError::NotConvex { url, reason: said(&format!("status {status}, ")) },
        }
    }

    fn not_convex(&self, status: u16, text: &str) -> RemoteError {
        let kind = match text.trim_start().chars().next() {
            Some('<') => "a web page",
            Some('{' | '[') => "JSON of something else",
            Some(_) => "some text",
            None => "nothing",
        };
        let reason = format!("it answers with status {status} and {kind}");
        RemoteError::NotConvex { url: self.url(), reason: self.access.foreign(&reason) }
    }

    fn url(&self) -> String {
        self.access.origin()
    }

    fn get(&self, path: &str) -> Result<Response, RemoteError> {
        let request = self.agent.get(format!("{}{path}", self.access.origin()));
        self.read(request.header("Authorization", self.authorization()).call())
    }

    fn post(&self, path: &str, json: &str) -> Result<Response, RemoteError> {
        let request = self.agent.post(format!("{}{path}", self.access.origin()));
        let request = request.header("Authorization", self.authorization());
        self.read(request.content_type("application/json").send(json))
    }

    fn authorization(&self) -> String {
        format!("Convex {}", self.access.key.reveal())
    }

    fn read(
        &self,
        answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
    ) -> Result<Response, RemoteError> {
        let failed = |error: &ureq::Error| self.unanswered(error);
        let mut answer = answer.map_err(|error| failed(&error))?;
        let status = answer.status().as_u16();
        let body = answer.body_mut().with_config().limit(ANSWER_MAX).lossy_utf8(true);
        let text = body.read_to_string().map_err(|error| failed(&error))?;
        Ok(Response { status, text })
    }

    fn unanswered(&self, error: &ureq::Error) -> RemoteError {
        let url = self.url();
        let reason = match error {
            ureq::Error::Timeout(_) => {
                self.access.foreign(&format!("no answer in {} s", (PATIENCE / 2).as_secs()))
            }
            ureq::Error::HostNotFound => "there is no host of this name".into(),
            ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
                "nothing listens there".into()
            }
            ureq::Error::Http(_) => {
                let reason = "it can't be sent, so it isn't one".into();
                return RemoteError::KeyRefused { url, reason };
            }
            ureq::Error::Protocol(_) => {
                let reason = "it doesn't speak HTTP".into();
                return RemoteError::NotConvex { url, reason };
            }
            other => self.access.foreign(&other.to_string()),
        };
        RemoteError::Unreachable { url, reason }
    }
}

#[cfg(test)]
mod tests;
