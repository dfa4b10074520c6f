//! A host that repeats every key it is shown, in each place where it may say something.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// What is answered to the look at the key, and to a call of a function: a status and a text, with `KEY`
/// for the key that was shown.
pub(super) type Answers = [(u16, &'static str); 2];

const GOOD: (u16, &str) = (200, "{}");

/// Every way in which a deployment, or somebody in its place, says something.
pub(super) const ANSWERS: [Answers; 18] = [
    [(401, r#"{"code":"KEY","message":"KEY"}"#), GOOD],
    [(403, r#"{"code":"no KEY","message":""}"#), GOOD],
    [GOOD, (403, r#"{"code":"OperationNotPermitted","message":"KEY\r\u001b[2J\u202e"}"#)],
    [GOOD, (429, r#"{"code":"KEY\nerror[internal]: KEY","message":"busy"}"#)],
    [GOOD, (503, r#"{"code":"KEY","message":"\n\nKEY\nKEY"}"#)],
    [GOOD, (500, r#"{"code":"KEY","message":"KEY"}"#)],
    [(200, "<html>KEY"), GOOD],
    [(200, r#"{"allowedOps":["KEY"]}"#), GOOD],
    [GOOD, (200, "KEY {")],
    [GOOD, (200, r#"{"status":"KEY","value":"KEY"}"#)],
    [GOOD, (200, r#"{"status":"success","value":"KEY"}"#)],
    [GOOD, (200, r#"{"status":"success","value":{"protocol":"KEY","manifest":"{}"}}"#)],
    [
        GOOD,
        (
            200,
            r#"{"status":"success","value":{"protocol":PROTOCOL,"manifest":"{\"KEY\":\"KEY\"}"}}"#,
        ),
    ],
    [
        GOOD,
        (
            200,
            r#"{"status":"success","value":{"protocol":PROTOCOL,"manifest":"{\"tables\":\"KEY\"}"}}"#,
        ),
    ],
    [GOOD, (560, r#"{"status":"error","errorMessage":"Uncaught Error: KEY\u001b[8m\n at KEY"}"#)],
    [
        GOOD,
        (
            200,
            r#"{"status":"error","errorMessage":"Cannot run functions while this deployment is KEY"}"#,
        ),
    ],
    // Nothing is deployed, so that `ship` pushes.
    [GOOD, (200, r#"{"status":"error","errorMessage":"Could not find public function KEY"}"#)],
    [(302, "KEY"), GOOD],
];

/// A host that listens until the process ends.
pub(super) struct Host {
    pub(super) url: String,
    answers: Arc<Mutex<Answers>>,
}

impl Host {
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let answers = Arc::new(Mutex::new(ANSWERS[0]));
        let shared = Arc::clone(&answers);
        // It ends with the process: the test doesn't wait for it.
        thread::spawn(move || {
            for stream in listener.incoming() {
                let answers = *shared.lock().unwrap();
                // Whoever asks may have heard enough.
                let _ = stream.and_then(|stream| answer(stream, answers));
            }
        });
        Self { url, answers }
    }

    /// From now on it answers so.
    pub(super) fn answer(&self, answers: Answers) {
        *self.answers.lock().unwrap() = answers;
    }
}

fn answer(stream: TcpStream, answers: Answers) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let (mut line, mut first, mut key, mut length) = (String::new(), None, String::new(), 0);
    while reader.read_line(&mut line)? > 2 {
        let lower = line.to_ascii_lowercase();
        if let Some(value) = lower.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        if lower.starts_with("authorization:") {
            line.split_once("Convex ").unwrap().1.trim().clone_into(&mut key);
        }
        first.get_or_insert_with(|| line.clone());
        line.clear();
    }
    std::io::copy(&mut (&mut reader).take(length), &mut std::io::sink())?;
    let is_key = first.is_some_and(|first| first.contains("check_admin_key"));
    let (status, body) = answers[usize::from(!is_key)];
    let body = body.replace("KEY", &key).replace("PROTOCOL", super::protocol());
    let length = body.len();
    write!(
        reader.into_inner(),
        "HTTP/1.1 {status} {key}\r\nLocation: http://127.0.0.1:1/{key}\r\nX-Key: {key}\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}
