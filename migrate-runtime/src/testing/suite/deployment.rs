//! A fresh deployment, and what the tests of a store do with it.

use std::collections::BTreeMap;
use std::sync::Arc;

use schema_core::convert::Encoded;
use schema_core::id::{DocumentId, TableNumber};
use schema_core::name::TableName;
use schema_core::schema::Schema;
use schema_core::value::Object;

use crate::checkpoint::Checkpoint;
use crate::range::IdRange;
use crate::step::{RangeKey, RangeNumber};
use crate::store::{
    Batch, BatchSize, Change, Claim, Commit, Manifest, PageLimit, Push, PushOutcome,
    QuarantineEntry, ReadDocument, Receipt, RunEnd, RunNumber, RunStatus, RunsState, StepStart,
    StepState, TakeOver, Write,
};
use crate::testing::LiveStore;

use super::SetClock;
use super::shapes::{films, old_film, step, widened};

/// A fresh deployment.
pub struct Deployment<S> {
    pub(super) store: S,
    pub(super) clock: Arc<SetClock>,
}

/// All that a store shows of a deployment.
#[derive(Debug, PartialEq)]
pub(super) struct Everything {
    tables: BTreeMap<TableNumber, TableName>,
    /// With the bits of their creation times.
    documents: Vec<(DocumentId, u64, Object)>,
    deployed: Option<(Schema, Manifest)>,
    steps: Vec<StepState>,
    starts: Vec<StepStart>,
    quarantine: Vec<QuarantineEntry>,
    receipts: Vec<Receipt>,
    runs: RunsState,
}

impl<S: LiveStore> Deployment<S> {
    pub(super) async fn push(&self, schema: Schema) {
        let outcome = self.store.push(&Push::of(schema, Manifest::default())).await.unwrap();
        assert!(matches!(outcome, PushOutcome::Active), "{outcome:?}");
    }

    /// Inserts old films by three directors under the widened schema.
    pub(super) async fn films(&self, count: usize) -> Vec<DocumentId> {
        self.push(widened()).await;
        let mut ids = Vec::new();
        for i in 0..count {
            let director = ["Ida", "Orson", "Agnès"][i % 3];
            let film = old_film(Some(&format!("Film {i}")), director);
            ids.push(self.insert(&films(), &film).await);
        }
        ids
    }

    pub(super) async fn insert(&self, table: &TableName, fields: &Object) -> DocumentId {
        self.store.insert(table, fields).await.unwrap()
    }

    pub(super) async fn read(&self, id: DocumentId) -> ReadDocument {
        self.store.get(&[id]).await.unwrap().remove(0)
    }

    pub(super) async fn pages(&self, table: &TableName, range: &IdRange) -> Vec<ReadDocument> {
        let mut rest = range.clone();
        let mut all = Vec::new();
        loop {
            let limit = PageLimit::of(BatchSize::DEFAULT);
            let page = self.store.page(table, &rest, limit).await.unwrap();
            all.extend(page.documents);
            if page.is_done {
                return all;
            }
            rest.after = page.cursor;
        }
    }

    /// The documents of a table, by id.
    pub(super) async fn documents(&self, table: &TableName) -> BTreeMap<DocumentId, Object> {
        let all = self.pages(table, &IdRange::WHOLE).await;
        all.into_iter().map(|read| (read.id, read.document.into_stored().fields)).collect()
    }

    /// Takes a look at everything, to compare it with what there is later.
    pub(super) async fn everything(&self) -> Everything {
        let tables = self.store.tables().await.unwrap().names;
        let (mut documents, mut quarantine) = (Vec::new(), Vec::new());
        for table in tables.values() {
            let pages = self.pages(table, &IdRange::WHOLE).await;
            documents.extend(pages.into_iter().map(|read| {
                (read.id, read.document.creation_time.to_bits(), read.document.into_stored().fields)
            }));
            quarantine.extend(self.store.quarantine(table).await.unwrap());
        }
        let deployed = self.store.deployed().await.unwrap();
        Everything {
            tables,
            documents,
            deployed: deployed.map(|deployed| (deployed.schema, deployed.manifest)),
            steps: self.store.steps().await.unwrap(),
            starts: self.store.starts().await.unwrap(),
            quarantine,
            receipts: self.store.receipts().await.unwrap(),
            runs: self.store.runs(100).await.unwrap(),
        }
    }

    pub(super) async fn claim(&self, command: &str) -> TakeOver {
        let claim = Claim { runner: "a test".to_owned(), command: command.to_owned() };
        self.store.take_over(&claim).await.unwrap()
    }

    /// Takes the place, which must be free.
    pub(super) async fn take_over(&self) -> RunNumber {
        match self.claim("test").await {
            TakeOver::Taken(run) => run,
            other => panic!("the place isn't free: {other:?}"),
        }
    }

    pub(super) async fn release(&self, run: RunNumber, status: RunStatus) {
        self.store.release(run, &RunEnd { status, error: None }).await.unwrap();
    }

    /// Takes the place and begins the first pass of `films@1->2` over one range.
    pub(super) async fn begin(&self) -> RunNumber {
        let run = self.take_over().await;
        self.store.begin_pass(run, &step(), 0, &[IdRange::WHOLE]).await.unwrap();
        run
    }

    /// Where `films@1->2` stands.
    pub(super) async fn step(&self) -> StepState {
        self.store.step(&step()).await.unwrap().unwrap()
    }

    /// Begins a run, a pass and a batch.
    pub(super) async fn batch_of(&self, writes: Vec<Write>) -> Batch {
        Batch { writes, ..empty(self.begin().await) }
    }

    /// Gives a film these fields, computed from what it is now.
    pub(super) async fn write(&self, id: DocumentId, fields: Object) -> Write {
        Write {
            table: films(),
            id,
            read: self.read(id).await.read,
            also_read: Vec::new(),
            change: Change::Replace(Encoded { fields, placeholders: Vec::new() }),
            effects: Vec::new(),
        }
    }

    pub(super) async fn committed(&self, batch: &Batch) -> Checkpoint {
        match self.store.commit(batch).await.unwrap() {
            Commit::Committed(checkpoint) => checkpoint,
            other => panic!("not committed: {other:?}"),
        }
    }

    /// Commits a batch that isn't committed, and sees that nothing has come of it.
    pub(super) async fn not_committed(&self, batch: &Batch) -> Commit {
        let before = self.everything().await;
        let answer = self.store.commit(batch).await.unwrap();
        assert!(!matches!(answer, Commit::Committed(_)), "{answer:?}");
        assert_eq!(self.everything().await, before);
        answer
    }

    /// As [`not_committed`](Self::not_committed), because of documents that changed; by id.
    pub(super) async fn conflicts(&self, batch: &Batch) -> Vec<DocumentId> {
        match self.not_committed(batch).await {
            Commit::Conflicts(mut ids) => {
                ids.sort();
                ids
            }
            other => panic!("no conflict: {other:?}"),
        }
    }
}

/// A batch without documents of the first pass's first range, which stands at its beginning.
pub(super) fn empty(run: RunNumber) -> Batch {
    Batch {
        run,
        range: RangeKey { step: step(), pass: 1, range: RangeNumber::FIRST },
        follows: Checkpoint::default(),
        then: Checkpoint::default(),
        writes: Vec::new(),
        quarantine: Vec::new(),
        settled: Vec::new(),
    }
}
