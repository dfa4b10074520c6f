//! Deliberate mistakes, each at the place where it would be made, so that tests can prove that they
//! are found. Outside of tests none can be on, and asking costs nothing.

/// A mistake that a store, the run loop or the road could make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Documents are written over without a look at what they are by now.
    NoCompare,
    /// The checkpoint moves though its batch was rolled back.
    CheckpointBeforeDocuments,
    /// What conflicted is neither read again nor put off, and the checkpoint moves past it.
    CheckpointPastConflicts,
    /// A batch whose answer was lost is committed once more.
    LostAnswerCommittedAgain,
    /// A hybrid is counted twice.
    DoubleCount,
    /// A run whose place another has taken still writes.
    ExpiredLeaseStillWriting,
    /// A table gets its receipt though documents are in quarantine.
    ReceiptDespiteQuarantine,
    /// A range begins a little after the one before it ends.
    PageSkippedAtRangeBorder,
    /// What a transition adds beside its document is added twice.
    EffectAppliedTwice,
    /// Fields of the new version that a document has already are computed from the old ones.
    HybridOverwritten,
    /// What the walks have passed is taken to be verified.
    LateWriterMissed,
}

/// Whether a mistake is to be made.
#[cfg(not(test))]
pub(crate) const fn is_on(_: Fault) -> bool {
    false
}

#[cfg(test)]
pub(crate) use self::switch::{is_on, with};

#[cfg(test)]
mod switch {
    use std::cell::Cell;

    use super::Fault;

    thread_local! {
        static ON: Cell<Option<Fault>> = const { Cell::new(None) };
    }

    pub(crate) fn is_on(fault: Fault) -> bool {
        ON.get() == Some(fault)
    }

    /// Does something with a mistake in it, on this thread only.
    pub(crate) fn with<T>(fault: Option<Fault>, work: impl FnOnce() -> T) -> T {
        ON.set(fault);
        let done = work();
        ON.set(None);
        done
    }
}
