//! `@convex-dev/migrations`, as its README says.

use std::io;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::site::Site;

/// How often it is asked whether it is done.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// `npx convex run migrations:run '{fn: "migrations:users", reset: true}'`, until it is done.
pub(super) fn carry(site: &Site) -> io::Result<Duration> {
    let began = Instant::now();
    let run = json!({ "fn": "migrations:users", "reset": true });
    site.server.run("migrations:run", &run).map_err(io::Error::other)?;
    loop {
        let status = status(site)?;
        match status["state"].as_str() {
            Some("success") => return Ok(began.elapsed()),
            Some("inProgress") => thread::sleep(LOOK_EVERY),
            _ => return Err(io::Error::other(format!("the component: {status}"))),
        }
    }
}

fn status(site: &Site) -> io::Result<Value> {
    let call = json!({
        "componentPath": "migrations",
        "path": "lib:getStatus",
        "args": { "names": ["migrations:users"] },
        "format": "json",
    });
    let key = Some(site.server.admin_key());
    let mut answer = site.server.post("/api/function", key, &call).map_err(io::Error::other)?;
    Ok(answer.body["value"][0].take())
}
