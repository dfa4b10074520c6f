//! The deployment for tests (`tests/deployment`) as a child process that ends with its owner.

use std::fmt;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdin, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::{Value, json};

use crate::node::Node;

/// How long a deployment may take to end once its standard input has.
const END_MAX: Duration = Duration::from_secs(5);

/// A running deployment. Dropped, it ends.
pub struct TestDeployment {
    child: Child,
    stdin: Option<ChildStdin>,
    started: Started,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Started {
    url: String,
    admin_key: String,
}

/// What the deployment answered.
#[derive(Clone, Debug)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The body, as a string where it isn't JSON.
    pub body: Value,
}

impl TestDeployment {
    /// Starts a deployment with the functions of a folder, or none, and the options of its README.
    ///
    /// # Errors
    ///
    /// Why it doesn't start: no Node, no packages, or a folder that can't be pushed.
    pub fn start(folder: Option<&Path>, options: &[&str]) -> Result<Self, String> {
        let mut command = Node::of_deployment()?.command("main.mjs");
        if let Some(folder) = folder {
            command.arg("--dir").arg(folder);
        }
        let child = command.args(options).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = child.map_err(|error| error.to_string())?;
        let stdin = child.stdin.take();
        let mut line = String::new();
        let stdout = child.stdout.take().ok_or("the deployment has no standard output")?;
        BufReader::new(stdout).read_line(&mut line).map_err(|error| error.to_string())?;
        let started = serde_json::from_str(&line).map_err(|_| {
            let _ = child.kill();
            let _ = child.wait();
            "the deployment for tests didn't start: what it wrote is above".to_owned()
        })?;
        Ok(Self { child, stdin, started })
    }

    /// Its address, such as `http://127.0.0.1:40123`.
    pub fn url(&self) -> &str {
        &self.started.url
    }

    /// The key that internal functions and pushes need.
    pub fn admin_key(&self) -> &str {
        &self.started.admin_key
    }

    /// Who calls it as the admin, from another thread.
    pub fn caller(&self) -> Caller {
        Caller { url: self.url().to_owned(), key: self.admin_key().to_owned() }
    }

    /// Posts JSON, with a key or without.
    ///
    /// # Errors
    ///
    /// The connection failed, or was cut before the answer.
    pub fn post(&self, path: &str, key: Option<&str>, body: &Value) -> Result<Response, String> {
        post(self.url(), path, key, body)
    }

    /// Calls a function as the admin and gives its result in encoded JSON.
    ///
    /// # Errors
    ///
    /// What the function failed with, or the deployment.
    pub fn run(&self, path: &str, args: &Value) -> Result<Value, String> {
        let body = json!({"path": path, "args": args, "format": "convex_encoded_json"});
        let response = self.post("/api/function", Some(self.admin_key()), &body)?;
        match response.body["status"].as_str() {
            Some("success") => Ok(response.body["value"].clone()),
            _ => Err(format!("{path}: {}", response.body)),
        }
    }

    /// Uses one of the controls that the README of `tests/deployment` lists.
    ///
    /// # Errors
    ///
    /// It was refused; the text is the answer's body.
    pub fn control(&self, name: &str, body: &Value) -> Result<Value, String> {
        let response = self.post(&format!("/_test/{name}"), None, body)?;
        if response.status == 200 { Ok(response.body) } else { Err(response.body.to_string()) }
    }

    /// Pushes a folder, as a deploy does.
    ///
    /// # Errors
    ///
    /// The stored document that is in the way, in the server's words, or why it can't be bundled.
    pub fn deploy(&self, folder: &Path) -> Result<(), String> {
        self.control("deploy", &json!({"dir": folder})).map(drop)
    }
}

/// Somebody with the key of a deployment.
#[derive(Clone)]
pub struct Caller {
    url: String,
    key: String,
}

impl Caller {
    /// Posts JSON as the admin.
    ///
    /// # Errors
    ///
    /// The connection failed, or was cut before the answer.
    pub fn post(&self, path: &str, body: &Value) -> Result<Response, String> {
        post(&self.url, path, Some(&self.key), body)
    }
}

fn post(url: &str, path: &str, key: Option<&str>, body: &Value) -> Result<Response, String> {
    let address = url.trim_start_matches("http://");
    let io = |error: std::io::Error| format!("POST {path}: {error}");
    let mut stream = TcpStream::connect(address).map_err(io)?;
    let body = body.to_string();
    let key = key.map(|key| format!("Authorization: Convex {key}\r\n")).unwrap_or_default();
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{key}Content-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).map_err(io)?;
    stream.write_all(body.as_bytes()).map_err(io)?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).map_err(io)?;
    let parsed = answer.split_once("\r\n\r\n").and_then(|(head, body)| {
        let status = head.split(' ').nth(1)?.parse().ok()?;
        let body = serde_json::from_str(body).unwrap_or_else(|_| Value::from(body));
        Some(Response { status, body })
    });
    parsed.ok_or_else(|| format!("POST {path}: the answer was cut off"))
}

impl Drop for TestDeployment {
    fn drop(&mut self) {
        // The end of its input is what it ends at, with time to tidy up.
        drop(self.stdin.take());
        let deadline = Instant::now() + END_MAX;
        while Instant::now() < deadline {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                return;
            }
            thread::sleep(Duration::from_millis(5));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl fmt::Debug for TestDeployment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestDeployment").field("url", &self.url()).finish_non_exhaustive()
    }
}
