//! Deployments that answer in every way, good and bad.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Instant;

use url::Url;

use super::*;
use crate::deployment::DeployKey;
use crate::exit::Failure;

/// How a server answers: to the look at the key, and to the call of the function.
type Answers = [(u16, &'static str); 2];

const ALLOWED: (u16, &str) = (200, r#"{"success":true,"allowedOps":[],"isReadOnly":false}"#);

const DEPLOYED: (u16, &str) = (
    200,
    r#"{"status":"success","value":{"protocol":3,"manifest":"{}","schema":"{}"},"logLines":[]}"#,
);

/// Serves connections until the test is over.
fn serve(answer: impl Fn(&mut TcpStream, &str) + Send + 'static) -> Access {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = Vec::new();
            let mut part = [0; 4096];
            // The body of a call ends with the last brace.
            while !request.ends_with(b"\r\n\r\n") && !request.ends_with(b"}") {
                match stream.read(&mut part) {
                    Ok(0) | Err(_) => break,
                    Ok(read) => request.extend(&part[..read]),
                }
            }
            answer(&mut stream, &String::from_utf8_lossy(&request));
        }
    });
    access(&url)
}

fn access(url: &str) -> Access {
    Access { url: Url::parse(url).unwrap(), key: DeployKey::new("dev:calm-cat-7|c0ffee") }
}

fn answering(answers: Answers) -> Access {
    serve(move |stream, request| {
        assert!(
            request.to_lowercase().contains("authorization: convex dev:calm-cat-7|c0ffee"),
            "{request}"
        );
        let is_key = request.starts_with("GET /api/check_admin_key ");
        assert!(is_key || request.starts_with("POST /api/query "), "{request}");
        let (status, text) = answers[usize::from(!is_key)];
        let length = text.len();
        // Whoever asked may have heard enough.
        let _ = write!(
            stream,
            "HTTP/1.1 {status} So\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{text}"
        );
    })
}

fn looked(access: &Access) -> Result<Preflight, StoreError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(preflight(access))
}

/// What is found to be wrong, as a person reads it; said in time, and without the key.
fn wrong(access: &Access) -> Failure {
    let began = Instant::now();
    let error = looked(access).unwrap_err();
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    let failure = Failure::from(error);
    assert_eq!(failure.exit.code(), 8);
    assert!(!failure.help.is_empty());
    assert!(!format!("{failure:?}").contains("c0ffee"), "{failure:?}");
    failure
}

fn is(answers: Answers, code: &str, says: &str) {
    let failure = wrong(&answering(answers));
    assert_eq!(failure.code, code, "{}", failure.what);
    assert!(failure.what.contains(says), "{}", failure.what);
}

#[test]
fn a_deployment_with_the_functions_is_fit() {
    assert_eq!(looked(&answering([ALLOWED, DEPLOYED])).unwrap().manifest, Manifest::default());
    let bounded = r#"{"success":true,"allowedOps":["RunInternalMutations","RunInternalQueries"]}"#;
    assert!(looked(&answering([(200, bounded), DEPLOYED])).is_ok());
    // Older ones can't say what a key may do, and the call tells whether it is one.
    assert!(looked(&answering([(404, ""), DEPLOYED])).is_ok());
}

#[test]
fn a_key_of_another_deployment_is_refused() {
    let said = r#"{"code":"BadAdminKey","message":"The provided admin key was invalid for this instance"}"#;
    is([(401, said), DEPLOYED], "key-refused", "invalid for this instance (BadAdminKey)");
    let echo = r#"{"code":"BadDeployKey","message":"dev:calm-cat-7|c0ffee is no key"}"#;
    is([(403, echo), DEPLOYED], "key-refused", "… is no key");
    is([(404, ""), (401, "")], "key-refused", "401");
}

#[test]
fn a_key_without_permission_is_told_from_a_wrong_one() {
    let reads =
        r#"{"success":true,"allowedOps":["ViewData","RunInternalQueries"],"isReadOnly":true}"#;
    is([(200, reads), DEPLOYED], "key-forbidden", "may not run internal mutations");
    let said = r#"{"code":"OperationNotPermitted","message":"You do not have permission"}"#;
    is([ALLOWED, (403, said)], "key-forbidden", "You do not have permission");
}

#[test]
fn what_is_no_deployment_is_named() {
    is([(404, "<html>"), (200, "<!doctype html>")], "not-convex", "a web page");
    is([(200, "hello"), DEPLOYED], "not-convex", "some text");
    is([(404, ""), (404, "")], "not-convex", "status 404 and nothing");
    is([(404, ""), (200, r#"{"hello":"world"}"#)], "not-convex", "JSON of something else");
    is([(302, ""), DEPLOYED], "not-convex", "status 302");
    let ssh = serve(|stream, _| {
        let _ = stream.write_all(b"SSH-2.0-OpenSSH_9.2\r\n");
    });
    assert_eq!(wrong(&ssh).code, "not-convex");
}

#[test]
fn a_dead_host_is_unreachable() {
    let gone = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        access(&format!("http://{}", listener.local_addr().unwrap()))
    };
    let failure = wrong(&gone);
    assert_eq!(failure.code, "unreachable");
    assert!(failure.what.contains("nothing listens there"), "{}", failure.what);
    let nowhere = wrong(&access("http://no-such-host.invalid"));
    assert_eq!(nowhere.code, "unreachable");
    let closes = serve(|_, _| {});
    assert_eq!(wrong(&closes).code, "unreachable");
    is([(502, "Bad Gateway"), DEPLOYED], "unreachable", "status 502");
}

#[test]
fn a_host_that_is_silent_is_given_up_in_time() {
    // It accepts, and answers nobody: the connections stay open as long as the test runs.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let failure = wrong(&access(&url));
    assert_eq!(failure.code, "unreachable");
    assert!(failure.what.contains("no answer in 2 s"), "{}", failure.what);
}

#[test]
fn what_stands_in_for_a_secure_connection_is_no_panic() {
    let plain = serve(|stream, _| {
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    let mut url = plain.url.clone();
    url.set_scheme("https").unwrap();
    let failure = wrong(&Access { url, ..plain });
    assert!(["unreachable", "not-convex"].contains(&failure.code), "{}", failure.what);
}

#[test]
fn functions_that_are_missing_or_of_another_release_are_told_apart() {
    let missing = r#"{"status":"error","errorMessage":"[Request ID: 1f] Server Error\nCould not find public function for 'migrate_runtime/manifest:manifest'."}"#;
    is([ALLOWED, (200, missing)], "no-functions", "manifest:manifest");
    is([ALLOWED, (560, missing)], "no-functions", "manifest:manifest");
    // A production deployment hides what it says from everybody.
    let hidden = r#"{"status":"error","errorMessage":"[Request ID: 1f] Server Error"}"#;
    is([ALLOWED, (200, hidden)], "no-functions", "manifest:manifest");
    let newer = r#"{"status":"success","value":{"protocol":4,"manifest":"{}","schema":"{}"}}"#;
    is([ALLOWED, (200, newer)], "other-functions", "speak protocol 4, and this program");
    let broken = r#"{"status":"success","value":{"protocol":3,"manifest":"[]"}}"#;
    is([ALLOWED, (200, broken)], "bad-answer", "manifest");
    is([ALLOWED, (200, r#"{"status":"success","value":null}"#)], "bad-answer", "manifest");
    let fails = r#"{"status":"error","errorMessage":"[Request ID: 1f] Server Error\nUncaught Error: no\n at x {a: 1}"}"#;
    is([ALLOWED, (200, fails)], "function-failed", "on the deployment: no");
}

#[test]
fn a_deployment_that_somebody_has_paused_says_so() {
    let paused = r#"{"status":"error","errorMessage":"[Request ID: 1f] Server Error\nCannot run functions while this deployment is paused. Resume the deployment in the dashboard settings to allow functions to run."}"#;
    is([ALLOWED, (200, paused)], "deployment-paused", "is paused");
}

#[test]
fn a_deployment_that_has_too_much_to_do_is_busy() {
    let busy = r#"{"code":"TooManyConcurrentRequests","message":"Too many"}"#;
    is([ALLOWED, (503, busy)], "deployment-busy", "TooManyConcurrentRequests");
    is([ALLOWED, (429, busy)], "deployment-busy", "Too many");
}
