//! Each deliberate mistake in what is generated shows in one of the runs, which pass without it.

use super::corners::Corners;
use super::first_failure;
use super::place::Mistake;

/// Runs in which a mistake must show.
const RUNS: u64 = 500;

/// What the first run that shows a mistake says of it.
fn caught(name: &str, mistake: Mistake) -> String {
    let failure = first_failure(name, 0..RUNS, Some(mistake), &Corners::default());
    let (seed, why) = failure.unwrap_or_else(|| panic!("no run shows {mistake:?}"));
    format!("seed {seed}: {why}")
}

#[test]
fn a_commit_without_a_compare_is_caught() {
    let text = r#"if (ids.length > 0) return { kind: "conflicts", ids };"#;
    println!("{}", caught("compare", ("migrate_runtime/commit.ts", text, "")));
}

#[test]
fn a_runner_that_was_overtaken_and_writes_on_is_caught() {
    let text = r#"if (why !== null) throw failure({ kind: "fenced", run, why });"#;
    println!("{}", caught("fence", ("migrate_runtime/fence.ts", text, "void [why, failure];")));
}

#[test]
fn a_batch_that_is_committed_again_after_its_answer_was_lost_is_caught() {
    let text = "if (revision !== batch.follows.revision) {";
    println!("{}", caught("again", ("migrate_runtime/commit.ts", text, "if (false) {")));
}

#[test]
fn a_verification_that_overlooks_what_is_invalid_is_caught() {
    let text = "invalid.push({ id, ...wrong });";
    println!("{}", caught("verify", ("migrate_runtime/verify.ts", text, "void id;")));
}

#[test]
fn a_director_that_is_made_twice_is_caught() {
    let text = "? await find(db, effect.table, effect.index, fields)";
    println!("{}", caught("ensure", ("migrate_runtime/carry.ts", text, "? null")));
}
