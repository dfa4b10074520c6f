//! A rehearsal for people. Values are shown: it is the user's own file.

use std::path::Path;

use schema_core::plan::plan_text;
use schema_core::value::Value;

use crate::cli::console::Tone;
use crate::cli::places::shown;
use crate::cli::session::Session;
use crate::cli::text::{documents, grouped, percent};
use crate::cli::{diff, github, show};
use crate::rehearse::{
    After, Difference, FieldDifference, Headroom, Limit, Rehearsed, RehearsedTable, Told,
    ToldVersion,
};

/// How many ids of one reason are named; `--format json` names all.
const NAMED_MAX: usize = 5;

/// How many reasons of a table are listed.
const REASONS_MAX: usize = 20;

/// How many fields of a document are shown.
const FIELDS_MAX: usize = 30;

/// How much of a value is shown.
const VALUE_CHARS_MAX: usize = 60;

/// From which part of a limit on it is worth a warning, in percent.
const NEAR_PERCENT: usize = 80;

/// `1 table`, `2 tables`
pub(super) fn tables(count: usize) -> String {
    if count == 1 { "1 table".to_owned() } else { format!("{count} tables") }
}

pub(super) fn print(session: &Session<'_>, file: &Path, rehearsed: &Rehearsed) {
    let console = &session.console;
    let count: u64 = rehearsed.tables.values().map(|table| table.documents).sum();
    let tables = tables(rehearsed.tables.len());
    let head = format!("{}: {} in {tables}", shown(file), documents(count));
    console.say(&console.tone_out(Tone::Strong, &head));
    console.gap();
    match &rehearsed.plan.plan {
        Ok(plan) => {
            if !rehearsed.plan.diff.is_empty() {
                diff::print(session, &rehearsed.plan.diff);
                console.gap();
            }
            show::listing(session, plan_text(plan, &rehearsed.plan.facts).trim_end());
        }
        Err(error) => {
            let head = console.tone_out(Tone::Bad, "there is no plan:");
            console.say(&format!("{head} {error}"));
        }
    }
    for (name, table) in &rehearsed.tables {
        console.gap();
        of_table(session, name.as_str(), table);
    }
    if session.is_github() {
        annotate(session, rehearsed);
    }
    console.gap();
    let failing = rehearsed.failing();
    console.say(&match (&rehearsed.plan.plan, failing) {
        (Ok(plan), 0) if plan.is_empty() => {
            console.tone_out(Tone::Good, "nothing to do: every document is of its newest version")
        }
        (Ok(_), 0) => console.tone_out(Tone::Good, "every document can be carried"),
        (_, 0) => console.tone_out(Tone::Bad, "nothing can be carried before there is a plan"),
        (_, failing) => {
            let text = format!("{} can't be carried", documents(failing));
            console.tone_out(Tone::Bad, &text)
        }
    });
}

/// Says once more, as annotations of a workflow, what keeps documents from being carried.
fn annotate(session: &Session<'_>, rehearsed: &Rehearsed) {
    let console = &session.console;
    if let Err(error) = &rehearsed.plan.plan {
        console.out(&github::error(None, error.code(), &error.to_string()));
    }
    for (name, table) in &rehearsed.tables {
        for (reason, failing) in table.failing.by_count() {
            let why = (reason.code, reason.path.as_str(), reason.text.as_str());
            let ids = failing.ids.iter().map(ToString::to_string);
            console.out(&github::documents(name.as_str(), why, failing.count, ids));
        }
    }
}

fn of_table(session: &Session<'_>, name: &str, table: &RehearsedTable) {
    let console = &session.console;
    let at = match &table.at {
        Some(at) => format!(" at {name}@{}", at.version),
        None => String::new(),
    };
    let head = console.tone_out(Tone::Strong, name);
    console.say(&format!("{head}  {}{at}{}", documents(table.documents), how(table.at.as_ref())));
    let done: Vec<_> = [
        (table.carried, "carried"),
        (table.hybrids, "of them hybrids"),
        (table.inserted, "inserted beside"),
        (table.deleted, "deleted"),
        (table.current, "current already"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, what)| format!("{} {what}", grouped(count)))
    .collect();
    if !done.is_empty() {
        console.say(&format!("  {}", done.join(", ")));
    }
    failing(session, table);
    if !table.differences.is_empty() {
        console.say("  what becomes of the first, for example:");
    }
    for difference in &table.differences {
        before_and_after(session, name, difference);
    }
    let batches = table.batches;
    if batches.writes > 0 {
        let number = if batches.most == batches.fewest {
            grouped(batches.most)
        } else {
            format!("{} to {}", grouped(batches.fewest), grouped(batches.most))
        };
        let (read, written) = (bytes(batches.bytes_read), bytes(batches.bytes_written));
        let what = if number == "1" { "batch" } else { "batches" };
        let writes = documents(batches.writes);
        console.say(&format!("  {number} {what}: {read} read, {writes} of {written} written"));
    }
    limits(session, table);
}

/// How the version was told, where that isn't plain.
fn how(at: Option<&ToldVersion>) -> String {
    let Some(ToldVersion { how, .. }) = at else {
        return ", which nothing declared knows".to_owned();
    };
    match how {
        Told::Given => String::new(),
        Told::Accepting { also } => match also.last() {
            None => String::new(),
            Some(newest) => format!(
                ", or at a version up to {newest}, which accept all of them too: --from says which"
            ),
        },
        Told::Mixed => ", the oldest of the versions that its documents are of".to_owned(),
        Told::Empty => ", as there is nothing old".to_owned(),
        Told::Unknown => ", though no version accepts any of them: --from says which".to_owned(),
    }
}

fn failing(session: &Session<'_>, table: &RehearsedTable) {
    let console = &session.console;
    let reasons = table.failing.by_count();
    for (reason, failing) in reasons.iter().take(REASONS_MAX) {
        let count = console.tone_out(Tone::Careful, &documents(failing.count));
        let at =
            if reason.path.is_empty() { String::new() } else { format!(" at {}", reason.path) };
        console.say_indented(&format!("  {count}  {}{at}: {}", reason.code, reason.text), 4);
        let ids = failing.ids.iter().take(NAMED_MAX).map(ToString::to_string);
        console.say(&format!("    {}", ids.collect::<Vec<_>>().join(", ")));
        let more = failing.count.saturating_sub(NAMED_MAX as u64);
        if more > 0 {
            console.say(&format!("    and {} more, which --format json lists", grouped(more)));
        }
    }
    if let Some((_, rest)) = reasons.split_at_checked(REASONS_MAX)
        && !rest.is_empty()
    {
        let count = rest.iter().map(|(_, failing)| failing.count).sum();
        let more = format!("  {} for other reasons, which --format json lists", documents(count));
        console.say(&more);
    }
}

fn before_and_after(session: &Session<'_>, table: &str, Difference { id, after }: &Difference) {
    let console = &session.console;
    match after {
        After::Deleted => console.say(&format!("  {table}/{id}  is deleted")),
        After::Fields(fields) => {
            console.say(&format!("  {table}/{id}"));
            let width = fields.iter().map(|field| field.path.chars().count()).max().unwrap_or(0);
            for FieldDifference { path, old, new } in fields.iter().take(FIELDS_MAX) {
                let (sign, value) = match (old, new) {
                    (None, Some(new)) => ("+", value(new)),
                    (Some(old), None) => ("-", value(old)),
                    (Some(old), Some(new)) => ("~", format!("{} -> {}", value(old), value(new))),
                    (None, None) => continue,
                };
                console.say(&format!("    {sign} {path:width$}  {value}"));
            }
            if fields.len() > FIELDS_MAX {
                let more = grouped((fields.len() - FIELDS_MAX) as u64);
                console.say(&format!("    and {more} more, which --format json lists"));
            }
        }
    }
}

/// A value as exports write it, so that an int64 and a number look different.
fn value(value: &Value) -> String {
    let text = value.to_export().to_string();
    if text.chars().count() <= VALUE_CHARS_MAX {
        return text;
    }
    let start: String = text.chars().take(VALUE_CHARS_MAX).collect();
    format!("{start}...")
}

fn limits(session: &Session<'_>, table: &RehearsedTable) {
    let console = &session.console;
    let used = |headroom: &Headroom| headroom.used * 1_000 / headroom.limit.most();
    let near = |headroom: &&Headroom| used(headroom) >= NEAR_PERCENT * 10;
    let line = |headroom: &Headroom| {
        let Headroom { limit, used, id } = headroom;
        let (used, most) = (*used as u64, limit.most() as u64);
        let (part, is_one) = (percent(used, most), !matches!(limit, Limit::Transaction(_)));
        let of = id.filter(|_| is_one).map(|id| format!(", {id}")).unwrap_or_default();
        format!("{} {} of {} ({part}{of})", grouped(used), limit.what(), grouped(most))
    };
    for headroom in table.headroom.iter().filter(near) {
        let line = console.tone_out(Tone::Careful, &line(headroom));
        console.say(&format!("  near a limit: {line}"));
    }
    // Of those that are far from any limit, the nearest says it for all.
    let nearest = table.headroom.iter().max_by_key(|headroom| used(headroom));
    if let Some(nearest) = nearest.filter(|nearest| !near(nearest) && nearest.used > 0) {
        console.say(&format!("  nearest limit: {}", line(nearest)));
    }
}

/// `1.2 MB`
fn bytes(bytes: u64) -> String {
    let units = [(1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "kB")];
    match units.into_iter().find(|(unit, _)| bytes >= *unit) {
        Some((unit, name)) => {
            let tenths = u128::from(bytes) * 10 / u128::from(unit);
            format!("{}.{} {name}", tenths / 10, tenths % 10)
        }
        None => format!("{bytes} bytes"),
    }
}
