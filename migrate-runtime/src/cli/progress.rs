//! Events as a line that moves, as lines that stay, or as JSON.

mod line;

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use schema_core::name::TableName;

use self::line::Line;
use super::args::Format;
use super::console::Console;
use super::json;
use super::text::documents;
use crate::checkpoint::Counts;
use crate::event::{Event, Observer, Progressed};
use crate::step::StepKey;
use crate::store::ProgramShare;

/// How often a line is written where none can be redrawn.
const LINE_EVERY: Duration = Duration::from_secs(10);

/// Shows what happens in a run.
pub(crate) struct Progress {
    console: Console,
    format: Format,
    shown: Mutex<Shown>,
}

/// What is shown.
#[derive(Default)]
struct Shown {
    /// The walk under way.
    line: Option<Line>,
    told: Option<Instant>,
    /// What it waits for. All ranges of a walk wait for the same, and say so.
    waits: Option<String>,
}

impl Progress {
    pub(crate) fn new(console: &Console, format: Format) -> Self {
        Self { console: console.clone(), format, shown: Mutex::default() }
    }

    fn change(&self, change: impl FnOnce(&mut Line)) {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        shown.waits = None;
        if let Some(line) = &mut shown.line {
            change(line);
        }
        shown.show(&self.console);
    }

    fn begin(&self, line: Line) {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        *shown = Shown { line: Some(line), told: Some(Instant::now()), waits: None };
        shown.show(&self.console);
    }

    fn end(&self, change: impl FnOnce(&mut Line)) {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        self.console.end_drawing();
        if let Some(mut line) = shown.line.take()
            && !self.console.draws()
        {
            change(&mut line);
            self.console.tell(&format!("  {}", line.whole(Instant::now())));
        }
    }

    fn waits(&self, reason: &str) {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        if shown.waits.as_deref() != Some(reason) {
            self.console.tell(&format!("  waiting: {reason}"));
            shown.waits = Some(reason.to_owned());
        }
    }

    fn human(&self, event: &Event) {
        match event {
            Event::StepStarted { step, documents, progressed } => {
                if progressed.counts != Counts::default() {
                    self.console.tell(&resumed(step, progressed));
                }
                self.begin(Line::of_step(step, *documents, progressed));
            }
            Event::ProgramChanged { step, earlier } => {
                for share in earlier {
                    self.console.tell(&another_program(step, share));
                }
            }
            Event::BatchCommitted { progressed, documents, bytes, .. } => {
                self.change(|line| line.committed(progressed, *documents, *bytes));
            }
            Event::BatchTooLarge { documents: too_many, reason, .. } => {
                let batch = documents(*too_many);
                self.console.tell(&format!("  {batch} are too many for one batch: {reason}"));
            }
            Event::DocumentsConflicted { ids, .. } => {
                self.change(|line| line.conflicted(ids.len() as u64));
            }
            Event::DocumentTakesLong { id, elapsed, .. } => {
                self.change(|line| line.takes_long(*id, *elapsed));
            }
            Event::PassFinished { .. } => self.change(Line::pass_finished),
            Event::VerificationStarted { table, documents } => {
                self.begin(Line::of_verification(table, *documents));
            }
            Event::DocumentsVerified { verified, failing, .. } => {
                self.change(|line| line.verified(*verified, *failing));
            }
            Event::StepFinished { progressed, .. } | Event::StepStopped { progressed, .. } => {
                self.end(|line| line.progressed(progressed));
            }
            Event::VerificationFinished { verified, failing, .. } => {
                self.end(|line| line.verified(*verified, *failing));
            }
            Event::SnapshotStarted { table, bytes } => {
                self.begin(Line::of_snapshot(table, *bytes));
            }
            Event::SnapshotRead { documents, bytes, failing, .. } => {
                self.change(|line| line.unzipped(*bytes, *documents, *failing));
            }
            Event::SnapshotFinished { documents, failing, .. } => {
                self.end(|line| line.unzipped_all(*documents, *failing));
            }
            Event::Waited { reason } => self.waits(reason),
            Event::RunStarted { .. }
            | Event::DocumentDeferred { .. }
            | Event::DocumentQuarantined { .. } => {}
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

/// A run that fails leaves no line behind.
impl Drop for Progress {
    fn drop(&mut self) {
        self.console.end_drawing();
    }
}

impl Shown {
    fn show(&mut self, console: &Console) {
        let Some(line) = &mut self.line else { return };
        let now = Instant::now();
        line.at(now);
        if console.draws() {
            let columns = Console::columns().saturating_sub(3);
            console.draw(&format!("  {}", line.within(now, columns)));
        } else if self.told.is_some_and(|told| told.elapsed() >= LINE_EVERY) {
            console.tell(&format!("  {}", line.whole(now)));
            self.told = Some(now);
        }
    }
}

fn another_program(step: &StepKey, share: &ProgramShare) -> String {
    let migrated = documents(share.carried);
    // As much of a digest as people compare.
    let program: String = share.program.as_str().chars().take(12).collect();
    format!(
        "  warning: {step} has migrated {migrated} by another build of this program ({program}); what \
         its functions compute may differ, and the receipt lists both builds"
    )
}

fn resumed(step: &StepKey, progressed: &Progressed) -> String {
    let carried = documents(progressed.counts.carried);
    let table: &TableName = &step.table;
    format!("  {table} goes on where it stopped: {carried} carried so far")
}
