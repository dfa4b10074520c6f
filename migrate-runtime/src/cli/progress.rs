//! Events as lines that move, as lines that stay, or as JSON.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use schema_core::name::TableName;

use super::args::Format;
use super::console::Console;
use super::json;
use super::text::{grouped, percent};
use crate::checkpoint::Counts;
use crate::event::{Event, Observer, Progressed};
use crate::step::StepKey;

/// How often a line is written where none can be redrawn.
const LINE_EVERY: Duration = Duration::from_secs(5);

/// Shows what happens in a run.
pub(crate) struct Progress {
    console: Console,
    format: Format,
    walk: Mutex<Walk>,
}

/// The walk that is shown.
#[derive(Default)]
struct Walk {
    bar: Option<ProgressBar>,
    label: String,
    documents: u64,
    conflicts: u64,
    /// Documents looked at by this process, to tell how fast it is.
    looked_at: u64,
    began: Option<Instant>,
    told: Option<Instant>,
}

impl Progress {
    pub(crate) fn new(console: &Console, format: Format) -> Self {
        Self { console: console.clone(), format, walk: Mutex::default() }
    }

    fn begin(&self, label: String, documents: u64, position: u64) {
        let mut walk = self.walk.lock().unwrap_or_else(PoisonError::into_inner);
        let bar = self.console.draws().then(|| {
            let target = ProgressDrawTarget::stderr();
            let bar = ProgressBar::with_draw_target(Some(documents), target);
            if let Ok(style) = ProgressStyle::with_template("  {msg}") {
                bar.set_style(style);
            }
            bar
        });
        let now = Instant::now();
        *walk =
            Walk { bar, label, documents, began: Some(now), told: Some(now), ..Walk::default() };
        walk.show(&self.console, position, "");
    }

    fn moved(&self, looked_at: u64, position: u64, rest: &str) {
        let mut walk = self.walk.lock().unwrap_or_else(PoisonError::into_inner);
        walk.looked_at += looked_at;
        walk.show(&self.console, position, rest);
    }

    fn end(&self) {
        let mut walk = self.walk.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bar) = walk.bar.take() {
            bar.finish_and_clear();
        }
    }

    fn human(&self, event: &Event) {
        match event {
            Event::StepStarted { step, documents, progressed } => {
                if progressed.counts != Counts::default() {
                    self.console.err(&resumed(step, progressed));
                }
                let label = step.table.to_string();
                self.begin(label, *documents, progressed.scanned);
            }
            Event::BatchCommitted { progressed, documents, .. } => {
                let quarantined = progressed.counts.quarantined;
                let rest = format!("batch {documents}  quarantined {quarantined}");
                self.moved(*documents, progressed.scanned, &rest);
            }
            Event::DocumentsConflicted { ids, .. } => {
                let mut walk = self.walk.lock().unwrap_or_else(PoisonError::into_inner);
                walk.conflicts += ids.len() as u64;
            }
            Event::VerificationStarted { table, documents } => {
                self.begin(verifying(table), *documents, 0);
            }
            Event::DocumentsVerified { verified, failing, .. } => {
                self.moved(0, *verified, &format!("not valid {failing}"));
            }
            Event::StepFinished { .. }
            | Event::StepStopped { .. }
            | Event::SnapshotFinished { .. }
            | Event::VerificationFinished { .. } => self.end(),
            Event::Waited { reason } => self.console.err(&format!("  waiting: {reason}")),
            Event::SnapshotStarted { table, bytes } => {
                self.begin(format!("{table} bytes"), *bytes, 0);
            }
            Event::SnapshotRead { documents, bytes, failing, .. } => {
                let rest = format!("documents {}  failing {failing}", grouped(*documents));
                self.moved(0, *bytes, &rest);
            }
            Event::RunStarted { .. }
            | Event::BatchTooLarge { .. }
            | Event::DocumentDeferred { .. }
            | Event::DocumentQuarantined { .. }
            | Event::PassFinished { .. } => {}
        }
    }
}

impl Observer for Progress {
    fn observe(&self, event: &Event) {
        match self.format {
            Format::Human | Format::Github => self.human(event),
            Format::Json => self.console.out(&json::event(event).to_string()),
        }
    }
}

impl Walk {
    fn show(&mut self, console: &Console, position: u64, rest: &str) {
        let line = self.line(position, rest);
        if let Some(bar) = &self.bar {
            bar.set_message(line);
            return;
        }
        if self.told.is_some_and(|told| told.elapsed() >= LINE_EVERY) {
            console.err(&format!("  {line}"));
            self.told = Some(Instant::now());
        }
    }

    /// `users  61.2%  612,000/1,000,000  8.4k doc/s  ETA 0:46  conflicts 3`
    fn line(&self, position: u64, rest: &str) -> String {
        let total = self.documents.max(position);
        let mut line = format!(
            "{}  {}  {}/{}",
            self.label,
            percent(position, total),
            grouped(position),
            grouped(total)
        );
        let elapsed = self.began.map(|began| began.elapsed()).unwrap_or_default();
        if self.looked_at > 0 && elapsed > Duration::from_millis(500) {
            #[expect(clippy::cast_precision_loss, reason = "shown with two digits")]
            let rate = self.looked_at as f64 / elapsed.as_secs_f64();
            #[expect(clippy::cast_precision_loss, reason = "shown in whole seconds")]
            let left = (total - position) as f64 / rate;
            line = format!("{line}  {}  ETA {}", speed(rate), clock(left));
        }
        if !rest.is_empty() {
            line.push_str("  ");
            line.push_str(rest);
        }
        if self.conflicts > 0 {
            line = format!("{line}  conflicts {}", self.conflicts);
        }
        line
    }
}

fn verifying(table: &TableName) -> String {
    format!("{table} verify")
}

fn resumed(step: &StepKey, progressed: &Progressed) -> String {
    format!(
        "  {} goes on where it stopped: {} documents carried so far",
        step.table,
        grouped(progressed.counts.carried)
    )
}

fn speed(rate: f64) -> String {
    if rate >= 1_000.0 {
        format!("{:.1}k doc/s", rate / 1_000.0)
    } else {
        format!("{rate:.0} doc/s")
    }
}

fn clock(seconds: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "positive, and shown"
    )]
    let seconds = seconds.min(359_999.0) as u64;
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    if minutes < 60 {
        format!("{minutes}:{seconds:02}")
    } else {
        format!("{}:{:02}:{seconds:02}", minutes / 60, minutes % 60)
    }
}
