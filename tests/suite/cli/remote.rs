//! A deployment of Convex that isn't named in a way that can be understood, can't be asked, or refuses.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::thread;

use workspace_tests::deployment::TestDeployment;

use super::{Ended, Stage, triggers};

const KEY: &str = "test-deployment|c0ffee";

/// Runs `status` with these in the environment.
fn with(stage: &Stage, environment: &[(&str, &str)]) -> Ended {
    let mut command = stage.command("one", &["status"]);
    command.envs(environment.iter().copied());
    Ended::of(&command.output().unwrap()).hides("c0ffee")
}

/// Runs `status` on the deployment at a URL.
fn at(stage: &Stage, url: &str) -> Ended {
    with(stage, &[("CONVEX_SELF_HOSTED_URL", url), ("CONVEX_SELF_HOSTED_ADMIN_KEY", KEY)])
}

/// Runs `status` on somebody who answers so: first about the key, then whatever is asked.
fn answered(stage: &Stage, key: (u16, &'static str), call: (u16, &'static str)) -> Ended {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    // It ends with the process: the test doesn't wait for it.
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(stream) = stream else { continue };
            let _ = answer(stream, key, call);
        }
    });
    at(stage, &url)
}

fn answer(stream: std::net::TcpStream, key: (u16, &str), call: (u16, &str)) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let (mut line, mut head, mut length) = (String::new(), String::new(), 0);
    while reader.read_line(&mut line)? > 2 {
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        head.push_str(&line);
        line.clear();
    }
    std::io::copy(&mut (&mut reader).take(length), &mut std::io::sink())?;
    let (status, body) = if head.contains("check_admin_key") { key } else { call };
    let length = body.len();
    write!(
        reader.into_inner(),
        "HTTP/1.1 {status} -\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}

/// A key that may do anything.
const GOOD: (u16, &str) = (200, "{}");

/// Ships to a deployment that lacks the functions, and pushes with this command.
fn pushing(stage: &Stage, push: &str) -> Ended {
    let deployment = TestDeployment::start(None, &[]).unwrap();
    let mut command = stage.command("one", &["ship", "--push", push]);
    command.env("CONVEX_SELF_HOSTED_URL", deployment.url());
    command.env("CONVEX_SELF_HOSTED_ADMIN_KEY", deployment.admin_key());
    Ended::of(&command.output().unwrap()).hides(deployment.admin_key())
}

impl Ended {
    /// It showed this nowhere.
    #[track_caller]
    fn hides(self, secret: &str) -> Self {
        assert!(!self.out.contains(secret) && !self.err.contains(secret), "{self:#?}");
        self
    }
}

triggers! {
    "no-key", 2: a_deployment_without_its_key_is_not_taken_for_the_embedded_one = |stage| {
        let ended = with(&stage, &[("CONVEX_URL", "https://happy-otter-123.convex.cloud")]);
        assert!(!stage.embedded().exists());
        ended.warns(&["CONVEX_DEPLOY_KEY"])
    }

    "no-url", 2: a_key_without_its_deployment_is_refused = |stage| {
        with(&stage, &[("CONVEX_DEPLOY_KEY", "prod:happy-otter-123|c0ffee")])
            .warns(&["export CONVEX_URL=https://happy-otter-123.convex.cloud"])
    }

    "not-a-url", 2: a_name_is_no_url = |stage| {
        at(&stage, "happy-otter-123")
    }

    "key-of-another", 2: the_key_of_another_deployment_is_sent_nowhere = |stage| {
        stage.write(".env.local", "CONVEX_URL=https://calm-cat-7.convex.cloud\n");
        with(&stage, &[("CONVEX_DEPLOY_KEY", "prod:happy-otter-123|c0ffee")])
    }

    "key-of-no-deployment", 2: a_project_key_opens_no_deployment = |stage| {
        with(&stage, &[("CONVEX_DEPLOY_KEY", "project:team:project|c0ffee")])
    }

    "two-deployments", 2: two_deployments_at_once_are_refused = |stage| {
        stage.write(".env.local", "CONVEX_DEPLOYMENT=dev:calm-cat-7 # team: t, project: p\n");
        at(&stage, "http://127.0.0.1:1")
    }

    "nameless-deployment", 2: a_deployment_needs_a_name = |stage| {
        with(&stage, &[
            ("CONVEX_SELF_HOSTED_URL", "http://127.0.0.1:1"),
            ("CONVEX_SELF_HOSTED_ADMIN_KEY", "c0ffee"),
        ])
    }

    "nothing-to-push-to", 2: a_push_needs_a_deployment_of_convex = |stage| {
        let ended = stage.run("one", &["ship", "--push", "npx convex deploy"]);
        assert!(!stage.embedded().exists());
        ended
    }

    "env-file", 9: a_line_that_cannot_be_read_is_not_shown = |stage| {
        stage.write(".env", "CONVEX_DEPLOY_KEY='prod:happy-otter-123|c0ffee\n");
        with(&stage, &[])
    }

    "unreachable", 8: nobody_at_the_url_is_told_in_seconds = |stage| {
        at(&stage, "http://127.0.0.1:1").warns(&["nothing listens there"])
    }

    "not-convex", 8: a_web_page_is_no_deployment = |stage| {
        answered(&stage, (200, "<html>"), (200, "<html>")).warns(&["a web page"])
    }

    "key-refused", 8: a_wrong_key_is_told = |stage| {
        let deployment = TestDeployment::start(None, &[]).unwrap();
        at(&stage, deployment.url())
    }

    "key-forbidden", 8: a_key_that_may_only_look_is_told = |stage| {
        answered(&stage, (200, r#"{"allowedOps":["ViewData"]}"#), GOOD)
    }

    "deployment-paused", 8: a_paused_deployment_is_told = |stage| {
        let paused = r#"{"status":"error","errorMessage":"Cannot run functions while this deployment is paused."}"#;
        answered(&stage, GOOD, (200, paused))
    }

    "no-functions", 8: a_deployment_without_the_functions_is_told = |stage| {
        let deployment = TestDeployment::start(None, &[]).unwrap();
        let mut command = stage.command("one", &["status"]);
        command.env("CONVEX_SELF_HOSTED_URL", deployment.url());
        command.env("CONVEX_SELF_HOSTED_ADMIN_KEY", deployment.admin_key());
        Ended::of(&command.output().unwrap()).warns(&["npx convex deploy"])
    }

    "other-functions", 8: functions_of_another_release_are_told = |stage| {
        let other = r#"{"status":"success","value":{"protocol":99,"manifest":"{}","schema":"{}"}}"#;
        answered(&stage, GOOD, (200, other))
    }

    "deployment-busy", 8: a_deployment_that_is_too_busy_to_answer_is_told = |stage| {
        let busy = r#"{"code":"TooManyConcurrentRequests","message":"Too many concurrent requests"}"#;
        answered(&stage, GOOD, (429, busy))
    }

    "bad-answer", 8: an_answer_that_no_function_gives_is_told = |stage| {
        answered(&stage, GOOD, (200, r#"{"status":"success","value":{"protocol":3}}"#))
    }

    "function-failed", 8: a_function_that_fails_is_told = |stage| {
        let failed = r#"{"status":"error","errorMessage":"[Request ID: 1] Server Error\nUncaught TypeError: it is none"}"#;
        answered(&stage, GOOD, (200, failed))
    }

    "push-failed", 8: a_command_that_fails_is_told_and_its_words_are_shown = |stage| {
        pushing(&stage, "echo so it is; exit 3").warns(&["so it is", "exit code 3"])
    }

    "unstaged-schema", 8: what_was_checked_of_a_staged_schema_is_not_thrown_away_unasked = |stage| {
        pushing(&stage, "echo run it with the --allow-unstaging-schema flag; exit 1")
            .warns(&["--push 'npx convex deploy --allow-unstaging-schema'"])
    }

    "large-index", 8: an_index_that_nobody_could_be_asked_about_stays = |stage| {
        pushing(&stage, "echo run it with the --skip-large-indexes-check flag; exit 1")
            .warns(&["--push 'npx convex deploy --skip-large-indexes-check'"])
    }

    "first-push-refused", 8: a_deployment_that_holds_something_else_is_told = |stage| {
        let id = "j5700000000000000000000000001qv0";
        let said = format!("Document with ID \"{id}\" in table \"notes\" does not match the schema: no");
        pushing(&stage, &format!("echo '{said}'; exit 1")).warns(&[id])
    }
}
