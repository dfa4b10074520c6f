//! A process of the simulation does what it is told, and a deployment of it is judged.

use std::collections::BTreeMap;

use schema_core::value::{Object, Value};

use crate::checkpoint::Counts;
use crate::program::Program;
use crate::range::IdRange;
use crate::run::Pacing;
use crate::ship::{News, Versions};
use crate::store::{BatchSize, PageLimit, StepState};
use crate::testing::LiveStore;
use crate::testing::judge::oracle::{Documents, Oracle};
use crate::testing::judge::verdict;
use crate::testing::judge::{Ended, Scene, Stored, Task, Worker};

use super::faulty::{Faulty, Process};
use super::weather::Climate;
use super::world::World;

impl<S: LiveStore> Scene for World<S> {
    fn follows(&self, news: &News<'_>) {
        match news {
            News::WentBack(refused) => {
                self.logged.reach("back from narrow");
                let mut files = self.files();
                files.retain(|name, _| !refused.iter().any(|one| one.table == name.table));
            }
            News::Withdrawn(contradicted) => {
                self.logged.reach("a receipt is withdrawn");
                self.files().remove(&contradicted.claimed.receipt.name);
            }
            News::Receipt(receipt) => {
                self.files().insert(receipt.name.clone(), (*receipt).clone());
            }
            _ => {}
        }
    }

    fn is_calm(&self) -> bool {
        self.has_cleared_up()
    }

    fn documents(&self) -> Documents {
        self.logged.look(Documents::of)
    }

    async fn part_namesakes(&self) {
        self.leave_one_of_each_name().await;
    }
}

impl<S: LiveStore> World<S> {
    /// Does what the process is told, if it gets the place.
    pub(super) async fn works(&self, process: &Process, task: Task) -> Ended {
        let Climate { batch, ranges, .. } = self.climate();
        let batch = BatchSize::of(batch);
        let store = Faulty { world: self, process };
        let committed: Vec<_> = self.files().values().cloned().collect();
        let worker = Worker {
            store: &store,
            observer: &store,
            stop: &process.stop,
            pacing: Pacing { batch, batch_max: batch, ranges, range_documents: 1 },
            versions: Versions {
                receipts: &committed,
                ..Versions::of(&self.declaration, &self.frozen)
            },
            clock: &*self.clock,
            // Some are of another build than the one before.
            program: &Program::named(&format!("build {}", process.actor.0 / 2)),
            scene: self,
        };
        let ended = worker.works(format!("process {}", process.actor.0), task).await;
        // Whatever has been reached, the files say so.
        if !matches!(ended, Ended::Stopped | Ended::Failed(_)) {
            let receipts = self.logged.store.receipts().await.unwrap_or_default();
            let named = receipts.into_iter().map(|receipt| (receipt.name.clone(), receipt));
            self.files().extend(named);
        }
        ended
    }

    /// Every document that is stored.
    async fn stored(&self) -> Stored {
        let mut stored = Stored::new();
        for table in self.tables() {
            let limit = PageLimit::of(BatchSize::MAX);
            let page = self.logged.store.page(&table, &IdRange::WHOLE, limit).await.unwrap();
            let documents = page.documents.into_iter();
            let documents = documents.map(|read| (read.id, read.document.into_stored().fields));
            stored.insert(table, documents.collect());
        }
        stored
    }

    /// Compares the deployment with what its log says.
    pub(super) async fn judge(&self) -> Result<(), String> {
        if let Some(what) = self.logged.unexpected() {
            return Err(what);
        }
        let oracle = self.logged.look(Oracle::of)?;
        oracle.judge_stored(&self.stored().await)?;
        oracle.judge_ledger(&self.logged.store, self.tables()).await
    }

    /// Once everything is done: every table narrow, by a receipt, and nobody at work.
    pub(super) async fn judge_done(&self) -> Result<(), String> {
        verdict::judge_done(&self.logged.store, &self.declaration).await
    }

    /// What doesn't depend on when anything was done.
    pub(super) async fn essence(&self) -> Essence {
        let steps = self.logged.store.steps().await.unwrap();
        essence(&self.stored().await, steps)
    }
}

/// What was done in all, and the documents with ids of inserted ones replaced by what they
/// were found or made by: equal in any two deployments that nobody else has written to.
pub(super) type Essence = (BTreeMap<String, Counts>, BTreeMap<String, Vec<Object>>);

/// The essence of what is stored and of what the ledger says.
fn essence(stored: &Stored, steps: Vec<StepState>) -> Essence {
    let names: BTreeMap<String, Value> = stored
        .iter()
        .filter(|(table, _)| table.as_str() == "directors")
        .flat_map(|(_, directors)| directors)
        .map(|(id, director)| (id.to_string(), director["name"].clone()))
        .collect();
    let instead = |value: &Value| match value {
        Value::String(text) => names.get(text).unwrap_or(value).clone(),
        other => other.clone(),
    };
    let by_name = |fields: &Object| -> Object {
        fields.iter().map(|(field, value)| (field.clone(), instead(value))).collect()
    };
    let documents = stored.iter().map(|(table, documents)| {
        let mut documents: Vec<_> = documents.values().map(by_name).collect();
        documents.sort_by_key(schema_core::value::canonical_object);
        (table.as_str().to_owned(), documents)
    });
    let documents = documents.collect();
    let counts = steps.into_iter().map(|state| {
        // How often a document was refused depends on when its film was carried.
        let counts = Counts { quarantined: 0, ..state.counts };
        (state.step.to_string(), counts)
    });
    (counts.collect(), documents)
}
