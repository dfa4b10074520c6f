//! The embedded engine answers as the reference store does, whatever is asked in whichever order.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use schema_core::convert::{EffectNumber, Encoded, Placeholder};
use schema_core::id::{DocumentId, TableNumber};
use schema_core::name::TableName;
use schema_core::path::{Path, Segment};
use schema_core::schema::Schema;
use schema_core::transition::Effect;
use schema_core::validator::Validator;
use schema_core::value::{Object, Value};

use crate::checkpoint::{Checkpoint, Counts};
use crate::digest::Digest;
use crate::range::IdRange;
use crate::start::Start;
use crate::step::{RangeKey, RangeNumber};
use crate::store::memory::MemoryStore;
use crate::store::sqlite::SqliteStore;
use crate::store::{
    Batch, BatchSize, Change, Claim, Control, InHand, LazyDocument, Manifest, PageLimit, Patch,
    Push, Quarantined, ReadDocument, Receipt, Repair, RunEnd, RunNumber, RunStatus, Seen, Sources,
    Store as _, Write,
};
use crate::testing::LiveStore;
use crate::testing::suite::effects::{ensure, insert};
use crate::testing::suite::ledger::receipt;
use crate::testing::suite::quarantine::refusal_of;
use crate::testing::suite::shapes::{
    directors, films, named, notes, object, old_film, schema, step, text, widened,
};
use crate::testing::suite::starts::rules;
use crate::testing::suite::{Deployment, SetClock};

/// Something that a store is asked to do.
#[derive(Clone, Debug)]
enum Asked {
    Insert(TableName, Object),
    Patch(DocumentId, Patch),
    Replace(DocumentId, Object),
    Delete(DocumentId),
    TakeOver,
    Heartbeat(RunNumber, Option<InHand>),
    Release(RunNumber, RunStatus),
    Control(Control),
    BeginPass(RunNumber, u32, Vec<IdRange>),
    NoteStart(RunNumber, Start),
    Commit(Box<Batch>),
    Push(Box<Push>),
    Repair(Box<Repair>),
    NoteReceipt(RunNumber, Receipt),
    VoidReceipt(RunNumber, Receipt),
    Page(TableName, IdRange, PageLimit),
    Get(Vec<DocumentId>),
}

/// The answer as text, of an error as of an answer.
async fn answer<S: LiveStore>(store: &S, asked: &Asked) -> String {
    fn shown<T: std::fmt::Debug>(answer: T) -> String {
        format!("{answer:?}")
    }
    match asked {
        Asked::Insert(table, fields) => shown(store.insert(table, fields).await),
        Asked::Patch(id, patch) => shown(store.patch(*id, patch).await),
        Asked::Replace(id, fields) => shown(store.replace(*id, fields).await),
        Asked::Delete(id) => shown(store.delete(*id).await),
        Asked::TakeOver => {
            let claim = Claim { runner: "a test".to_owned(), command: "test".to_owned() };
            shown(store.take_over(&claim).await)
        }
        Asked::Heartbeat(run, in_hand) => shown(store.heartbeat(*run, in_hand.as_ref()).await),
        Asked::Release(run, status) => {
            shown(store.release(*run, &RunEnd { status: *status, error: None }).await)
        }
        Asked::Control(control) => shown(store.control(*control).await),
        Asked::BeginPass(run, follows, ranges) => {
            shown(store.begin_pass(*run, &step(), *follows, ranges).await)
        }
        Asked::NoteStart(run, start) => shown(store.note_start(*run, &step(), start).await),
        Asked::Commit(batch) => shown(store.commit(batch).await),
        Asked::Push(push) => shown(store.push(push).await),
        Asked::Repair(repair) => shown(store.repair(repair).await),
        Asked::NoteReceipt(run, receipt) => shown(store.note_receipt(*run, receipt).await),
        Asked::VoidReceipt(run, receipt) => shown(store.void_receipt(*run, &receipt.name).await),
        Asked::Page(table, range, limit) => shown(store.page(table, range, *limit).await),
        Asked::Get(ids) => shown(store.get(ids).await),
    }
}

/// Thinks of things to ask.
struct Mind {
    rng: StdRng,
    /// What has been read at some time, so that much of it is out of date.
    reads: Vec<ReadDocument>,
    runs: u64,
}

impl Mind {
    fn below(&mut self, end: usize) -> usize {
        self.rng.random_range(0..end)
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn one_of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())].clone()
    }

    fn table(&mut self) -> TableName {
        self.one_of(&[films(), films(), directors(), notes()])
    }

    fn name(&mut self) -> &'static str {
        self.one_of(&["Ida", "Orson", "Agnès"])
    }

    fn fields(&mut self) -> Object {
        let (film, name) = (self.below(3).to_string(), self.name());
        match self.below(6) {
            0 => named(name),
            1 => object(&[("title", Value::Int64(1))]),
            2 => old_film(None, name),
            _ => old_film(Some(&film), name),
        }
    }

    /// A document that was read, mostly lately; or one that never was.
    fn read(&mut self) -> ReadDocument {
        let nobodys = DocumentId { table: TableNumber(10_001), internal: [3; 16] };
        let stored = schema_core::transition::StoredDocument {
            id: nobodys.to_string(),
            creation_time: 0.0,
            fields: Object::new(),
        };
        let read = crate::store::Canonical::of(&stored.fields);
        let none = ReadDocument {
            id: nobodys,
            document: LazyDocument::made(nobodys, stored, &read),
            read,
        };
        let late = self.reads.len().saturating_sub(12);
        match (self.reads.len(), self.one_in(10)) {
            (0, _) => none,
            (_, true) if self.one_in(3) => none,
            (len, true) => self.reads[self.rng.random_range(0..len)].clone(),
            (len, false) => self.reads[self.rng.random_range(late..len)].clone(),
        }
    }

    fn run(&mut self) -> RunNumber {
        let newest = RunNumber(self.runs);
        if self.one_in(12) { RunNumber(self.below(9) as u64) } else { newest }
    }

    fn seen(&mut self) -> Vec<Seen> {
        if !self.one_in(4) {
            return Vec::new();
        }
        let ReadDocument { id, read, .. } = self.read();
        let read = (!self.one_in(4)).then_some(read);
        vec![Seen { id, read }]
    }

    fn effects(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        while self.one_in(2) {
            let name = self.name();
            let table = self.table();
            effects.push(if self.one_in(3) { insert(&table, name) } else { ensure(name) });
        }
        effects
    }

    fn write(&mut self) -> Write {
        let ReadDocument { id, read, .. } = self.read();
        let effects = self.effects();
        let mut encoded = Encoded { fields: self.fields(), placeholders: Vec::new() };
        if !effects.is_empty() && !self.one_in(4) {
            encoded.fields.insert("directedBy".to_owned(), Value::Null);
            let path = Path(vec![Segment::Field("directedBy".to_owned())]);
            let effect = EffectNumber(self.below(effects.len()));
            encoded.placeholders.push(Placeholder { path, effect });
        }
        let change = if self.one_in(5) { Change::Delete } else { Change::Replace(encoded) };
        Write { table: films(), id, read, also_read: self.seen(), change, effects }
    }

    fn batch(&mut self, at: Option<&crate::store::StepState>) -> Batch {
        let pass = at.map_or(1, |at| at.pass);
        let pass = if self.one_in(15) { pass + 1 } else { pass };
        let ranges = at.map_or(1, |at| at.ranges.len()) + 1;
        let ranges = if self.one_in(12) { ranges + 1 } else { ranges };
        let number = RangeNumber(u32::try_from(self.below(ranges)).unwrap());
        let stands = at.and_then(|at| match number {
            RangeNumber::LISTED => Some(at.listed.clone()),
            _ => {
                let range = at.ranges.iter().find(|range| range.number == number);
                range.map(|range| range.checkpoint.clone())
            }
        });
        let mut follows = stands.unwrap_or_default();
        if self.one_in(10) {
            follows = Checkpoint::default();
        }
        let mut batch = Batch {
            run: self.run(),
            range: RangeKey { step: step(), pass, range: number },
            then: Checkpoint {
                scanned: follows.scanned + 1,
                done: self.one_in(5),
                counts: Counts { carried: follows.counts.carried + 1, ..follows.counts },
                ..follows.clone()
            },
            follows,
            writes: Vec::new(),
            quarantine: Vec::new(),
            settled: Vec::new(),
        };
        for _ in 0..self.below(3) {
            batch.writes.push(self.write());
        }
        if self.one_in(3) {
            let refused = refusal_of(&self.read());
            batch.quarantine.push(Quarantined { also_read: self.seen(), ..refused });
        }
        if self.one_in(4) {
            batch.settled.push(self.read().id);
        }
        batch
    }

    fn push(&mut self) -> Push {
        let loose = schema(&[(&films(), &[("title", Validator::Any)])]);
        let strict: &[(_, &[_])] = &[
            (&films(), &[("title", Validator::String), ("director", Validator::String)]),
            (&directors(), &[("name", Validator::String)]),
        ];
        let mut bare = widened();
        bare.tables.values_mut().for_each(|table| table.indexes.clear());
        let schema: Schema =
            self.one_of(&[widened(), widened(), bare, loose, schema(strict), Schema::default()]);
        let mut push = Push::of(schema, Manifest::default());
        push.violations_max = self.below(4);
        if self.one_in(4) {
            push.must_be_empty = BTreeSet::from([self.table()]);
        }
        if self.one_in(2) {
            push.receipts.push(self.receipt());
        }
        push
    }

    fn receipt(&mut self) -> Receipt {
        let version = u32::try_from(self.below(3)).unwrap() + 2;
        let hash = Digest::of(self.name());
        receipt(&"test".parse().unwrap(), version, hash)
    }

    fn next(&mut self, at: Option<&crate::store::StepState>) -> Asked {
        match self.below(40) {
            0..6 => Asked::Insert(self.table(), self.fields()),
            6 => Asked::Patch(self.read().id, Patch::new().set("title", text("patched"))),
            7 => Asked::Patch(self.read().id, Patch::new().remove("title").set("x", Value::Null)),
            8 => Asked::Replace(self.read().id, self.fields()),
            9 => Asked::Delete(self.read().id),
            10 | 21 | 23 => Asked::TakeOver,
            11 => {
                let (run, seconds) = (self.run(), self.below(9) as u64);
                let (table, id) = (films(), self.read().id);
                let elapsed = Duration::from_secs(seconds);
                let in_hand = self.one_in(2).then_some(InHand { table, id, elapsed });
                Asked::Heartbeat(run, in_hand)
            }
            12 if self.one_in(2) => Asked::Release(self.run(), RunStatus::Stopped),
            // Rather than not, runs may write.
            22 | 24 => Asked::Control(Control::Resume),
            13 if self.one_in(2) => {
                let all = [Control::Pause, Control::Resume, Control::Cancel(self.run())];
                Asked::Control(self.one_of(&all))
            }
            14 => {
                let follows = at.map_or(0, |at| at.pass);
                let follows = if self.one_in(5) { follows + 1 } else { follows };
                let ranges = u32::try_from(self.below(3)).unwrap() + 1;
                let ranges = IdRange::split_evenly(TableNumber(10_001), ranges);
                Asked::BeginPass(self.run(), follows, ranges)
            }
            26 => {
                let program = Digest::of(self.name());
                Asked::NoteStart(self.run(), Start { rules: rules(self.name()), program })
            }
            15 if self.one_in(2) => Asked::Push(Box::new(self.push())),
            16 | 25 => {
                let (read, fields) = (self.read(), self.fields());
                let fields = (!self.one_in(3)).then_some(fields);
                let note = "decided".to_owned();
                let (run, table, id) = (self.run(), films(), read.id);
                Asked::Repair(Box::new(Repair { run, table, id, read: read.read, fields, note }))
            }
            17 => Asked::NoteReceipt(self.run(), self.receipt()),
            18 => Asked::VoidReceipt(self.run(), self.receipt()),
            19 => {
                let range = self.one_of(&IdRange::split_evenly(TableNumber(10_001), 3));
                let documents = BatchSize::of(u32::try_from(self.below(4)).unwrap());
                let limit = PageLimit { documents, bytes: self.below(200) as u64 };
                Asked::Page(self.table(), range, limit)
            }
            20 => Asked::Get((0..3).map(|_| self.read().id).collect()),
            _ => Asked::Commit(Box::new(self.batch(at))),
        }
    }
}

/// What the schedules must have reached more than once or twice.
const KINDS: &[&str] = &[
    "BeginPass Fenced",
    "BeginPass StepState",
    "Commit Committed",
    "Commit Conflicts",
    "Commit Fenced",
    "Commit NoRange",
    "Commit NoIndex",
    "Commit Refused",
    "Commit Superseded",
    "Push Active",
    "Push Refused",
    "Repair Conflict",
    "Repair Done",
    "Repair Enforcement",
    "TakeOver Held",
    "TakeOver Paused",
    "TakeOver Taken",
];

/// How often which kind of answer was given, to see that the schedules reach all of them.
type Kinds = BTreeMap<String, usize>;

async fn are_alike(seed: u64, kinds: &mut Kinds) {
    let clock = Arc::new(SetClock::default());
    let sources = || Sources { clock: clock.clone(), seed };
    let memory = MemoryStore::new("test".parse().unwrap(), sources());
    let sqlite = SqliteStore::in_memory("test".parse().unwrap(), sources()).unwrap();
    let memory = Deployment { store: memory, clock: clock.clone() };
    let sqlite = Deployment { store: sqlite, clock: clock.clone() };
    let mut mind = Mind { rng: StdRng::seed_from_u64(seed), reads: Vec::new(), runs: 0 };
    for fresh in [Asked::Push(Box::new(Push::of(widened(), Manifest::default()))), Asked::TakeOver]
    {
        assert_eq!(answer(&memory.store, &fresh).await, answer(&sqlite.store, &fresh).await);
    }
    for round in 0..120 {
        let at = memory.store.step(&step()).await.unwrap();
        mind.runs = memory.store.runs(1).await.unwrap().runs.first().map_or(0, |run| run.run.0);
        let asked = mind.next(at.as_ref());
        let answered = answer(&memory.store, &asked).await;
        let found = answer(&sqlite.store, &asked).await;
        assert_eq!(found, answered, "seed {seed}, round {round}: {asked:?}");
        let (expected, found) = (memory.everything().await, sqlite.everything().await);
        assert_eq!(found, expected, "after seed {seed}, round {round}: {asked:?}");
        assert_eq!(sqlite.store.log().unwrap(), memory.store.log(), "seed {seed}, round {round}");
        let kind = kind_of(&asked, &answered);
        *kinds.entry(kind).or_default() += 1;
        if mind.one_in(2) {
            mind.reads.extend(memory.pages(&films(), &IdRange::WHOLE).await);
        }
        if mind.one_in(4) {
            clock.pass(Duration::from_secs(mind.below(9) as u64));
        }
    }
}

/// What was asked and what was answered, each as one word.
fn kind_of(asked: &Asked, answered: &str) -> String {
    let word = |text: &str| text.split(|c: char| !c.is_alphanumeric()).next().map(str::to_owned);
    let asked = word(&format!("{asked:?}")).unwrap_or_default();
    let answered = answered.trim_start_matches("Ok(").trim_start_matches("Err(");
    format!("{asked} {}", word(answered).unwrap_or_default())
}

#[test]
fn the_embedded_engine_answers_as_the_reference_store_does() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let mut kinds = Kinds::new();
    for seed in 0..60 {
        runtime.block_on(are_alike(seed, &mut kinds));
    }
    for kind in KINDS {
        assert!(kinds.get(*kind).is_some_and(|times| *times >= 4), "{kind} is rare: {kinds:#?}");
    }
}
