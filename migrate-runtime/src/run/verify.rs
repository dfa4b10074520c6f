//! Every document against the newest version.

use schema_core::history::TableHistory;
use schema_core::id::DocumentId;
use schema_core::name::TableName;
use schema_core::path::Path;

use crate::event::Event;
use crate::faults::{Fault, is_on};
use crate::parallel;
use crate::range::IdRange;
use crate::store::{PageLimit, Store};

use super::walk::sifting_pays;
use super::{RunError, Runner};

/// How many failing documents a verification remembers; it counts all.
const FAILING_MAX: usize = 1_000;

/// What a verification has found.
#[derive(Clone, Debug, Default)]
pub struct Verification {
    /// How many documents were checked.
    pub verified: u64,
    /// How many aren't valid.
    pub failing_count: u64,
    /// The first of them.
    pub failing: Vec<Failing>,
    /// Whether it was asked to stop before it had seen all.
    pub is_stopped: bool,
}

impl Verification {
    /// Whether every document was checked and is valid.
    pub fn is_proof(&self) -> bool {
        self.failing_count == 0 && !self.is_stopped
    }
}

/// A document that isn't valid under the newest version.
#[derive(Clone, Debug)]
pub struct Failing {
    /// The document.
    pub id: DocumentId,
    /// The value that is to blame.
    pub path: Path,
    /// What is wrong with it.
    pub reason: String,
}

impl<S: Store> Runner<'_, S> {
    /// Checks every document of a table against its newest version.
    ///
    /// # Errors
    ///
    /// The deployment fails.
    pub async fn verify(
        &self,
        table: &TableName,
        history: &TableHistory,
    ) -> Result<Verification, RunError> {
        let documents = self.insist(|| self.store.estimate(table)).await?;
        let tables = self.insist(|| self.store.tables()).await?;
        self.observer.observe(&Event::VerificationStarted { table: table.clone(), documents });
        if is_on(Fault::LateWriterMissed) {
            let verified = documents.documents;
            return Ok(Verification { verified, ..Verification::default() });
        }
        let validator = &history.newest().document;
        let mut seen = Verification::default();
        let limit = PageLimit::of(self.pacing.batch_max);
        let mut rest = IdRange::WHOLE;
        let mut sifts = true;
        loop {
            if self.stop.at_border(self.run)? {
                seen.is_stopped = true;
                return Ok(seen);
            }
            let part = if sifts {
                self.insist(|| self.store.suspects(table, &rest, limit, validator)).await?
            } else {
                self.insist(|| self.store.page(table, &rest, limit)).await?.into()
            };
            seen.verified += part.looked_at;
            let failing = parallel::map(part.documents, |read| {
                if validator.surely_accepts_canonical(read.read.as_str(), &tables) {
                    return None;
                }
                let failure = validator.check_object(&read.document.fields, &tables).err()?;
                let reason = failure.to_string();
                Some(Failing { id: read.id, path: failure.path, reason })
            });
            let before = seen.failing_count;
            for failing in failing.into_iter().flatten() {
                seen.failing_count += 1;
                if seen.failing.len() < FAILING_MAX {
                    seen.failing.push(failing);
                }
            }
            let (verified, failing) = (seen.verified, seen.failing_count);
            sifts = sifting_pays(part.looked_at, failing - before);
            let table = table.clone();
            if part.is_done {
                self.observer.observe(&Event::VerificationFinished { table, verified, failing });
                return Ok(seen);
            }
            self.observer.observe(&Event::DocumentsVerified { table, verified, failing });
            rest.after = part.cursor;
        }
    }

    /// Checks that a table has no documents left.
    ///
    /// # Errors
    ///
    /// The deployment fails.
    pub async fn verify_empty(&self, table: &TableName) -> Result<Verification, RunError> {
        let limit = PageLimit::of(self.pacing.batch);
        let page = self.insist(|| self.store.page(table, &IdRange::WHOLE, limit)).await?;
        let failing_count = if page.documents.is_empty() {
            0
        } else {
            self.insist(|| self.store.count(table)).await?
        };
        let left = |read: crate::store::ReadDocument| Failing {
            id: read.id,
            path: Path::default(),
            reason: format!("still in `{table}`, which is to be empty"),
        };
        Ok(Verification {
            verified: failing_count,
            failing_count,
            failing: page.documents.into_iter().take(FAILING_MAX).map(left).collect(),
            is_stopped: false,
        })
    }
}
