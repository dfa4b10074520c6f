//! How far a walk over a table is, in one line.
//!
//! `users  61.2%  612,000/1,000,000  8.4k doc/s  ETA 0:46  batch 512 (bytes read 48%)  conflicts 3
//! quarantined 2`, without those parts that a narrow terminal has no room for.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use schema_core::id::DocumentId;
use schema_core::name::TableName;

use crate::cli::text::{clock, grouped, percent, speed, took};
use crate::event::Progressed;
use crate::step::StepKey;
use crate::store::{Estimate, TransactionLimit};

/// What the speed is measured over: long enough to be calm, short enough to forget a pause.
const WINDOW: Duration = Duration::from_secs(20);

const MEGABYTE: u64 = 1_000_000;

/// A speed that was measured over less says nothing.
const WINDOW_MIN: Duration = Duration::from_millis(500);

/// How far a walk is.
#[derive(Clone, Debug)]
pub(super) struct Line {
    table: TableName,
    kind: Kind,
    /// How much there is: documents, but of an export bytes, because nobody has counted it.
    of: u64,
    /// Whether that is known, and not a guess.
    is_exact: bool,
    position: u64,
    /// Documents of an export.
    documents: u64,
    pass: u32,
    old: u64,
    /// The last batch: documents, and bytes.
    batch: Option<(u64, u64)>,
    conflicts: u64,
    quarantined: u64,
    failing: u64,
    /// The document that takes longest, and how long, since the last batch.
    slow: Option<(DocumentId, Duration)>,
    /// Where it stood at which moment, within the window.
    moments: VecDeque<(Instant, u64)>,
}

/// What is walked for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Step,
    Verification,
    Snapshot,
}

/// How dispensable a part is: the highest goes first.
type Rank = u8;

impl Line {
    fn new(table: &TableName, of: Estimate, kind: Kind) -> Self {
        Self {
            table: table.clone(),
            kind,
            of: of.documents,
            is_exact: of.is_exact,
            position: 0,
            documents: 0,
            pass: 1,
            old: 0,
            batch: None,
            conflicts: 0,
            quarantined: 0,
            failing: 0,
            slow: None,
            moments: VecDeque::new(),
        }
    }

    pub(super) fn of_step(step: &StepKey, documents: Estimate, progressed: &Progressed) -> Self {
        let mut line = Self::new(&step.table, documents, Kind::Step);
        line.progressed(progressed);
        line
    }

    pub(super) fn of_verification(table: &TableName, documents: Estimate) -> Self {
        Self::new(table, documents, Kind::Verification)
    }

    pub(super) fn of_snapshot(table: &TableName, bytes: u64) -> Self {
        Self::new(table, Estimate::exact(bytes), Kind::Snapshot)
    }

    pub(super) fn progressed(&mut self, progressed: &Progressed) {
        let Progressed { pass, scanned, old, counts } = progressed;
        if self.pass != *pass {
            self.moments.clear();
        }
        (self.pass, self.position, self.old) = (*pass, *scanned, *old);
        self.quarantined = counts.quarantined;
    }

    pub(super) fn committed(&mut self, progressed: &Progressed, documents: u64, bytes: u64) {
        self.progressed(progressed);
        self.batch = Some((documents, bytes));
        // Another range may still be at its document: it says so again.
        self.slow = None;
    }

    /// Of several documents, the one that takes longest is shown.
    pub(super) fn takes_long(&mut self, id: DocumentId, elapsed: Duration) {
        if self.slow.is_none_or(|(slow, known)| slow == id || known < elapsed) {
            self.slow = Some((id, elapsed));
        }
    }

    pub(super) fn conflicted(&mut self, documents: u64) {
        self.conflicts += documents;
    }

    /// The next pass begins at the table's start.
    pub(super) fn pass_finished(&mut self) {
        self.moments.clear();
    }

    pub(super) fn verified(&mut self, verified: u64, failing: u64) {
        (self.position, self.failing) = (verified, failing);
    }

    pub(super) fn unzipped(&mut self, bytes: u64, documents: u64, failing: u64) {
        (self.position, self.documents, self.failing) = (bytes, documents, failing);
    }

    pub(super) fn unzipped_all(&mut self, documents: u64, failing: u64) {
        self.unzipped(self.of, documents, failing);
    }

    /// Notes where it stands at a moment, for the speed.
    pub(super) fn at(&mut self, now: Instant) {
        self.moments.push_back((now, self.position));
        while self.moments.len() > 2
            && self.moments.get(1).is_some_and(|(then, _)| now - *then >= WINDOW)
        {
            self.moments.pop_front();
        }
    }

    /// Documents or bytes a second, and how long it takes on at that speed.
    fn pace(&self, now: Instant) -> Option<(f64, Duration)> {
        let (then, position) = *self.moments.front()?;
        let (time, done) = (now - then, self.position.checked_sub(position)?);
        if time < WINDOW_MIN || done == 0 {
            return None;
        }
        #[expect(clippy::cast_precision_loss, reason = "shown with two digits")]
        let (done, left) = (done as f64, self.of.saturating_sub(self.position) as f64);
        let rate = done / time.as_secs_f64();
        Some((rate, Duration::try_from_secs_f64((left / rate).ceil()).unwrap_or(Duration::MAX)))
    }

    fn parts(&self, now: Instant) -> Vec<(Rank, String)> {
        let of = self.of.max(self.position);
        let name = match (self.kind, self.pass) {
            (Kind::Verification, _) => format!("{} verify", self.table),
            (Kind::Snapshot, _) | (Kind::Step, 0 | 1) => self.table.to_string(),
            (Kind::Step, pass) => format!("{} pass {pass}", self.table),
        };
        let size = |amount: u64| match self.kind {
            Kind::Snapshot => grouped(amount / MEGABYTE),
            Kind::Step | Kind::Verification => grouped(amount),
        };
        let about = if self.is_exact { "" } else { "~" };
        let unit = if self.kind == Kind::Snapshot { " MB" } else { "" };
        let mut parts = vec![
            (0, name),
            (0, format!("{about}{}", percent(self.position, of))),
            (2, format!("{}/{about}{}{unit}", size(self.position), size(of))),
        ];
        if let Some((rate, left)) = self.pace(now) {
            parts.push((
                3,
                match self.kind {
                    #[expect(clippy::cast_precision_loss, reason = "a small number")]
                    Kind::Snapshot => format!("{:.0} MB/s", rate / MEGABYTE as f64),
                    Kind::Step | Kind::Verification => speed(rate),
                },
            ));
            parts.push((1, format!("ETA {about}{}", clock(left))));
        }
        if let Some((id, elapsed)) = self.slow {
            parts.push((1, format!("at {id} for {}", took(elapsed))));
        }
        if self.pass > 1 {
            let old = if self.old == 0 { "nothing".to_owned() } else { grouped(self.old) };
            parts.push((4, format!("{old} old so far")));
        }
        if let Some((documents, bytes)) = self.batch {
            let of_limit = match tightest(documents, bytes) {
                (_, 0) => String::new(),
                (limit, share) => format!(" ({limit} {share}%)"),
            };
            parts.push((5, format!("batch {}{of_limit}", grouped(documents))));
        }
        for (count, what) in [
            (self.conflicts, "conflicts"),
            (self.quarantined, "quarantined"),
            (self.documents, "documents"),
            (self.failing, if self.kind == Kind::Snapshot { "failing" } else { "not valid" }),
        ] {
            if count > 0 {
                parts.push((1, format!("{what} {}", grouped(count))));
            }
        }
        parts
    }

    /// All of it.
    pub(super) fn whole(&self, now: Instant) -> String {
        self.within(now, usize::MAX)
    }

    /// As much of it as goes into so many columns, what matters least left out first.
    pub(super) fn within(&self, now: Instant, columns: usize) -> String {
        let mut parts = self.parts(now);
        loop {
            let texts: Vec<&str> = parts.iter().map(|(_, text)| text.as_str()).collect();
            let line = texts.join("  ");
            let most = parts.iter().map(|(rank, _)| *rank).max().unwrap_or_default();
            if line.chars().count() <= columns || most == 0 {
                return line;
            }
            let last = parts.iter().rposition(|(rank, _)| *rank == most).unwrap_or_default();
            parts.remove(last);
        }
    }
}

/// The limit of a transaction that a batch is nearest to, and how much of it it takes.
///
/// A commit reads each of its documents again, by its id: a range of an index each. What it writes
/// is limited more widely than what it reads.
fn tightest(documents: u64, bytes: u64) -> (TransactionLimit, u64) {
    let share = |limit: TransactionLimit, used: u64| (limit, used * 100 / limit.most() as u64);
    let ranges = share(TransactionLimit::RangesRead, documents);
    let bytes = share(TransactionLimit::BytesRead, bytes);
    if ranges.1 > bytes.1 { ranges } else { bytes }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checkpoint::Counts;

    fn line() -> (Line, Instant) {
        let began = Instant::now();
        let mut line =
            Line::new(&TableName::from_checked("users"), Estimate::exact(1_000_000), Kind::Step);
        line.at(began);
        let counts = Counts { quarantined: 2, ..Counts::default() };
        let progressed = Progressed { pass: 1, scanned: 612_000, old: 612_000, counts };
        line.committed(&progressed, 512, 8_100_000);
        line.conflicted(3);
        (line, began + Duration::from_secs(73))
    }

    #[test]
    fn a_line_tells_how_far_how_fast_how_long_and_what_stands_in_the_way() {
        let (line, now) = line();
        assert_eq!(
            line.whole(now),
            "users  61.2%  612,000/1,000,000  8.4k doc/s  ETA 0:47  batch 512 (bytes read 48%)  \
             conflicts 3  quarantined 2"
        );
    }

    #[test]
    fn what_is_only_guessed_is_marked() {
        let (mut line, now) = line();
        line.is_exact = false;
        let text = line.whole(now);
        let start = "users  ~61.2%  612,000/~1,000,000  8.4k doc/s  ETA ~0:47  ";
        assert!(text.starts_with(start), "{text}");
    }

    #[test]
    fn a_narrow_terminal_gets_what_matters_most() {
        let (line, now) = line();
        let narrow = |columns| {
            let line = line.within(now, columns);
            assert!(line.chars().count() <= columns, "{line}");
            line
        };
        let all_but_speed = "users  61.2%  612,000/1,000,000  ETA 0:47  conflicts 3  quarantined 2";
        assert_eq!(narrow(80), all_but_speed);
        assert_eq!(narrow(60), "users  61.2%  ETA 0:47  conflicts 3  quarantined 2");
        assert_eq!(narrow(14), "users  61.2%");
    }

    #[test]
    fn a_later_pass_says_so() {
        let (mut line, now) = line();
        let progressed = Progressed { pass: 2, scanned: 10, ..Progressed::default() };
        line.progressed(&progressed);
        let text = line.whole(now);
        assert!(text.starts_with("users pass 2  0.0%  10/1,000,000  nothing old so far"), "{text}");
        line.progressed(&Progressed { old: 7, ..progressed });
        assert!(line.whole(now).contains("  7 old so far  "), "{}", line.whole(now));
    }

    #[test]
    fn the_document_that_takes_longest_is_shown_until_the_next_batch() {
        let (mut line, now) = line();
        let id =
            |byte| DocumentId { table: schema_core::id::TableNumber(10_001), internal: [byte; 16] };
        let shown = |line: &Line, id: DocumentId, time: &str| {
            line.whole(now).contains(&format!("  at {id} for {time}"))
        };
        line.takes_long(id(1), Duration::from_secs(70));
        line.takes_long(id(2), Duration::from_secs(65));
        assert!(shown(&line, id(1), "1 min 10 s"), "{}", line.whole(now));
        line.takes_long(id(1), Duration::from_secs(75));
        assert!(shown(&line, id(1), "1 min 15 s"), "{}", line.whole(now));
        assert!(line.within(now, 80).contains(&id(1).to_string()));
        line.committed(&Progressed { scanned: 612_001, ..Progressed::default() }, 1, 1);
        assert!(!line.whole(now).contains(" for "), "{}", line.whole(now));
    }

    #[test]
    fn many_small_documents_are_near_another_limit_than_few_large_ones() {
        assert_eq!(tightest(4_000, 1_000), (TransactionLimit::RangesRead, 97));
        assert_eq!(tightest(1, 8 << 20), (TransactionLimit::BytesRead, 50));
    }

    #[test]
    fn a_pause_is_forgotten_after_a_while() {
        let began = Instant::now();
        let mut line =
            Line::new(&TableName::from_checked("users"), Estimate::exact(1_000), Kind::Step);
        line.at(began);
        for second in 3_600..3_660 {
            line.position += 10;
            line.at(began + Duration::from_secs(second));
        }
        let (rate, _) = line.pace(began + Duration::from_secs(3_659)).unwrap();
        assert!((9.0..=11.0).contains(&rate), "{rate}");
    }
}
