//! Each deliberate mistake shows in one of the schedules, which passes without it.

use crate::faults::Fault;
use crate::store::memory::MemoryStore;
use crate::store::sqlite::SqliteStore;

use super::{Fresh, assert_passes, caught_by};

#[track_caller]
fn is_caught_on<S: Fresh>(fault: Fault) {
    let Some((seed, why)) = caught_by::<S>(fault) else {
        panic!("no schedule on {} shows {fault:?}", S::NAME)
    };
    println!("{fault:?} on {}: schedule {seed}: {why}", S::NAME);
    assert_passes::<S>(seed, true);
}

fn is_caught(fault: Fault) {
    is_caught_on::<MemoryStore>(fault);
    is_caught_on::<SqliteStore>(fault);
}

macro_rules! mistakes {
    ($($test:ident: $fault:ident),+ $(,)?) => {
        $(#[test]
        fn $test() {
            is_caught(Fault::$fault);
        })+
    };
}

mistakes! {
    no_compare_is_caught: NoCompare,
    a_checkpoint_before_its_documents_is_caught: CheckpointBeforeDocuments,
    a_checkpoint_past_conflicts_is_caught: CheckpointPastConflicts,
    a_lost_answer_committed_again_is_caught: LostAnswerCommittedAgain,
    a_double_count_is_caught: DoubleCount,
    an_expired_lease_that_still_writes_is_caught: ExpiredLeaseStillWriting,
    a_receipt_despite_open_quarantine_is_caught: ReceiptDespiteQuarantine,
    a_page_skipped_at_a_range_border_is_caught: PageSkippedAtRangeBorder,
    an_effect_applied_twice_is_caught: EffectAppliedTwice,
    a_hybrid_overwritten_is_caught: HybridOverwritten,
    a_late_old_shape_writer_missed_is_caught: LateWriterMissed,
}
