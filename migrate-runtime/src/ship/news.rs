//! What is told of a walk over a plan: what has been reached, and where it has come to.

use schema_core::name::TableName;
use schema_core::plan::{PlanError, Step};
use schema_core::widen::WidenError;

use super::facts::OutlookError;
use super::reconcile::Contradicted;
use crate::checkpoint::Counts;
use crate::error::StoreError;
use crate::run::{RunError, Verification};
use crate::store::{QuarantineEntry, Receipt, Violation};

/// Something that has been reached on the road. The files beside the deployment follow it.
#[derive(Debug)]
#[non_exhaustive]
pub enum News<'a> {
    /// A schema is active; these steps are done by it.
    Pushed(&'a [&'a Step]),
    /// Documents are carried, or deleted.
    Carried(&'a Step, &'a Counts),
    /// Documents were checked.
    Verified(&'a Step, &'a Verification),
    /// Nothing old is left.
    Receipt(&'a Receipt),
    /// Stored documents contradict a receipt, so it was withdrawn.
    Withdrawn(&'a Contradicted),
    /// Old documents were found after the last walk over these tables, so they are walked again.
    CameLate(&'a [(TableName, Verification)]),
    /// A narrow was refused, so its tables go back to backfill.
    WentBack(&'a [Violation]),
}

/// Where the road has come to.
#[derive(Debug)]
pub enum Stand {
    /// Everything is done.
    Done,
    /// It was asked to stop.
    Stopped,
    /// Something stands against steps of the stretch.
    Incomplete {
        /// Documents in quarantine.
        quarantine: Vec<QuarantineEntry>,
        /// Tables with documents that aren't valid, beside those in quarantine.
        failing: Vec<(TableName, Verification)>,
        /// Steps before the stretch that have to be done first.
        missing: Vec<Step>,
    },
    /// The deployment doesn't take the schema.
    Refused(Vec<Violation>),
    /// A person has to take the schema of these steps to the deployment; then it goes on.
    Waiting(Vec<Step>),
}

/// The road ends here.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RoadError<E> {
    /// A walk over documents failed.
    #[error(transparent)]
    Run(#[from] RunError),
    /// What differs by now can't be carried out.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// There is no schema between two versions.
    #[error(transparent)]
    Widen(#[from] WidenError),
    /// Whoever was told the news couldn't follow.
    #[error("what follows a step couldn't be done")]
    Follow(E),
}

impl<E> From<OutlookError> for RoadError<E> {
    fn from(error: OutlookError) -> Self {
        match error {
            OutlookError::Run(error) => Self::Run(error),
            OutlookError::Plan(error) => Self::Plan(error),
        }
    }
}

impl<E> From<StoreError> for RoadError<E> {
    fn from(error: StoreError) -> Self {
        Self::Run(error.into())
    }
}
