//! One run: the walks over a deployment's documents.

mod backfill;
mod census;
#[cfg(test)]
mod reads_tests;
mod stop;
#[cfg(test)]
mod tests;
mod verify;
mod work;

use schema_core::name::TableName;

pub use self::backfill::{Backfilled, End, Task};
pub use self::stop::Stop;
pub use self::verify::{Failing, Verification};
pub(crate) use self::work::history;

use crate::error::StoreError;
use crate::event::Observer;
use crate::step::StepKey;
use crate::store::{BatchSize, Store};

/// What every walk needs: where to read and write, whom to tell, and when to stop.
pub struct Runner<'a, S> {
    /// The deployment.
    pub store: &'a S,
    /// Told of everything that happens.
    pub observer: &'a dyn Observer,
    /// Asked between batches.
    pub stop: &'a Stop,
    /// How many documents are read and written together.
    pub batch: BatchSize,
}

/// A run can't go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// The deployment failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Another runner has moved the step's checkpoint.
    #[error("another run has moved the checkpoint of {step}; this one has stopped")]
    Overtaken {
        /// The step.
        step: StepKey,
    },
    /// Walk after walk finds documents that are old again.
    #[error(
        "after {passes} passes over `{}` there are still old documents: something keeps writing \
         the shape of version {}", .step.table, .step.old
    )]
    NeverSettles {
        /// The step.
        step: StepKey,
        /// How often the table was walked.
        passes: u32,
    },
    /// The application doesn't declare the table.
    #[error("table `{table}` isn't declared, so nothing says how its documents are carried")]
    Undeclared {
        /// The table.
        table: TableName,
    },
}

impl<S: Store> Runner<'_, S> {
    /// Calls the store, and calls it again where that is worth it.
    async fn insist<T, F>(&self, mut call: impl FnMut() -> F) -> Result<T, StoreError>
    where
        F: Future<Output = Result<T, StoreError>>,
    {
        use crate::error::Retry;
        const ATTEMPTS_MAX: u32 = 5;
        let mut attempt = 1;
        loop {
            match call().await {
                Ok(answer) => return Ok(answer),
                Err(error) if attempt >= ATTEMPTS_MAX => return Err(error),
                Err(error) => match error.retry() {
                    Retry::Never => return Err(error),
                    Retry::Soon => {}
                    Retry::After(pause) => {
                        let reason = error.to_string();
                        self.observer.observe(&crate::event::Event::Waited { reason });
                        tokio::time::sleep(pause).await;
                    }
                },
            }
            attempt += 1;
        }
    }
}
