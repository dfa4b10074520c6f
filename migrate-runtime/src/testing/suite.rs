//! The tests that every store has to pass: [`store_suite!`](crate::store_suite).
//!
//! They know a store by [`Store`](crate::store::Store) and [`LiveStore`] alone, so what they say
//! about one they say about all. Each is a sentence that the contract promises.
#![expect(clippy::unwrap_used, reason = "a test that fails panics")]

#[doc(hidden)]
pub mod commits;
mod deployment;
#[doc(hidden)]
pub mod documents;
#[doc(hidden)]
pub mod effects;
#[doc(hidden)]
pub mod ledger;
#[doc(hidden)]
pub mod pages;
#[doc(hidden)]
pub mod passes;
#[doc(hidden)]
pub mod place;
#[doc(hidden)]
pub mod pushes;
#[doc(hidden)]
pub mod quarantine;
pub(crate) mod shapes;
#[doc(hidden)]
pub mod starts;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::clock::{Clock, Timestamp};
use crate::store::Sources;

use super::LiveStore;

pub use self::deployment::Deployment;

/// A clock that stands still until it is set: 2026-07-01 to begin with.
#[derive(Debug)]
pub struct SetClock(AtomicU64);

impl SetClock {
    /// Where it stands to begin with.
    pub(crate) const BEGIN: u64 = 1_782_864_000_000;

    /// Lets time pass.
    pub fn pass(&self, time: Duration) {
        let millis = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        self.0.fetch_add(millis, Ordering::SeqCst);
    }

    /// Sets the time, also back.
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.0, Ordering::SeqCst);
    }
}

impl Default for SetClock {
    fn default() -> Self {
        Self(AtomicU64::new(Self::BEGIN))
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// Runs one test of the suite on a fresh deployment.
#[doc(hidden)]
pub fn run<S: LiveStore>(open: impl FnOnce(Sources) -> S, test: impl AsyncFnOnce(&Deployment<S>)) {
    let clock = Arc::new(SetClock::default());
    let store = open(Sources { clock: clock.clone(), seed: 1 });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(test(&Deployment { store, clock }));
}

/// Tests a store: a module of this name, with a `#[test]` for everything that the contract promises.
///
/// What comes second makes a fresh deployment that nobody else knows. It is handed the clock that
/// the tests set and the seed, and what it returns lives as long as one test.
///
/// ```
/// use migrate_runtime::store::memory::MemoryStore;
/// use migrate_runtime::store_suite;
///
/// store_suite!(my_store, |sources| MemoryStore::new("test".parse().unwrap(), sources));
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! store_suite {
    ($name:ident, $open:expr) => {
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            $crate::store_suite! { @tests ($open)
                pages {
                    an_empty_table_has_one_page_without_documents
                    a_table_that_there_is_not_is_empty
                    pages_of_one_lead_through_a_table_in_the_order_of_ids
                    a_page_that_holds_exactly_what_is_left_is_the_last
                    a_document_is_read_whole_with_the_proof_of_what_it_was
                    a_page_ends_with_its_bytes_but_holds_one_document_at_least
                    every_document_lies_in_exactly_one_range
                    a_border_belongs_to_the_range_that_it_ends
                    a_walk_goes_on_where_its_cursor_stands_though_documents_come_and_go
                    every_document_that_may_be_invalid_is_a_suspect
                }
                documents {
                    ids_lead_to_the_documents_that_there_are
                    ids_lead_to_documents_that_together_are_longer_than_one_answer
                    the_count_is_that_of_the_tables_documents
                    ids_hold_the_number_of_their_table
                    creation_times_strictly_increase_whatever_the_clock_does
                    a_write_that_the_active_schema_refuses_changes_nothing
                    a_schema_without_validation_takes_any_document
                    a_patch_sets_fields_removes_others_and_leaves_the_rest
                    a_documents_own_system_fields_are_not_stored_twice
                    what_is_gone_or_never_was_can_not_be_written
                    a_table_that_no_schema_has_is_made_by_its_first_document
                }
                commits {
                    a_batch_writes_its_documents_and_moves_its_checkpoint
                    the_second_commit_of_a_batch_is_superseded_and_has_no_effect
                    a_batch_that_follows_another_checkpoint_is_superseded
                    a_document_that_changed_since_it_was_read_is_a_conflict
                    a_document_that_was_deleted_since_is_a_conflict
                    a_document_that_is_quarantined_and_changed_since_is_a_conflict
                    a_document_is_a_conflict_where_what_was_read_beside_it_has_changed
                    a_document_that_came_where_none_was_read_is_a_conflict
                    a_document_that_changed_and_changed_back_is_none
                    a_document_that_is_in_a_batch_twice_is_a_conflict
                    a_document_that_becomes_what_it_is_may_be_written
                    what_a_document_becomes_is_checked_against_the_active_schema
                    a_batch_without_documents_moves_its_checkpoint
                    ranges_move_apart_from_each_other
                    a_batch_that_writes_too_much_answers_so_and_changes_nothing
                    a_batch_that_reads_too_much_answers_so_and_changes_nothing
                    a_refused_document_leaves_no_trace_for_the_others_to_trip_over
                }
                effects {
                    an_inserted_documents_id_stands_where_the_carried_one_waits_for_it
                    an_effect_may_refer_to_an_earlier_one
                    a_document_that_deletes_itself_goes_with_its_effects
                    an_ensure_makes_a_document_once_and_finds_it_from_then_on
                    an_ensure_goes_by_what_documents_are_now
                    an_ensure_finds_documents_that_were_there_before_their_index
                    an_ensure_with_more_than_one_match_refuses_the_document
                    an_ensure_without_a_value_for_its_key_refuses_the_document
                    an_ensure_does_not_take_a_similar_key_for_the_same
                    an_ensure_compares_every_field_of_its_index_also_nested_ones
                    an_index_that_can_not_be_asked_is_an_error_and_nothing_happens
                    a_document_that_is_added_is_checked_against_the_active_schema
                    an_index_follows_its_declaration
                }
                quarantine {
                    an_entry_holds_why_and_the_digests_of_what_was_read
                    an_entry_that_is_renewed_is_open_since_it_was_opened
                    an_entry_closes_when_its_document_is_carried
                    an_entry_closes_when_it_is_settled
                }
                passes {
                    a_pass_begins_where_its_ranges_begin
                    a_pass_begins_once_for_the_one_that_it_follows
                    counts_of_earlier_passes_stay
                    a_batch_of_no_range_of_the_present_pass_is_refused
                    documents_are_tried_beside_the_walk
                    a_pass_is_complete_when_its_last_range_is
                    steps_are_told_apart_and_come_by_table_and_versions
                }
                starts {
                    the_rules_of_a_step_stay_once_it_has_migrated_a_document
                    each_program_has_the_documents_that_it_has_migrated
                    starts_need_no_pass_and_come_by_table_and_versions
                }
                place {
                    the_place_is_held_while_the_lease_lasts_and_free_after_it
                    a_clock_that_was_set_back_holds_the_place_for_one_lease_more
                    a_heartbeat_extends_the_lease
                    a_heartbeat_tells_which_document_takes_long_until_the_next_one
                    the_heartbeat_of_an_overtaken_run_extends_nothing
                    a_run_that_was_silent_goes_on_while_nobody_has_overtaken_it
                    what_an_overtaken_run_has_committed_stays_and_is_gone_on_from
                    a_released_place_is_free_at_once
                    releasing_twice_is_harmless
                    an_overtaken_run_can_not_leave_the_place_of_the_next
                    a_paused_run_keeps_its_place_and_goes_on_when_it_is_resumed
                    no_run_begins_while_runs_are_paused
                    a_paused_run_that_falls_silent_loses_its_place
                    a_cancelled_run_writes_nothing_and_the_next_one_does
                    to_cancel_or_resume_nothing_does_nothing
                    a_cancelled_run_stays_cancelled_through_pause_and_resume
                    runs_are_listed_newest_first_with_how_they_stand
                    old_runs_are_forgotten_and_the_one_at_work_never
                    whoever_pauses_or_cancels_hears_how_the_runs_stood_before
                }
                ledger {
                    receipts_are_noted_replaced_and_voided_by_table_and_version
                    a_repair_changes_a_document_that_is_still_what_it_was
                    a_repair_that_deletes_closes_the_documents_entry
                    a_repair_of_a_document_that_has_changed_or_gone_does_nothing
                    a_repair_that_the_active_schema_refuses_does_nothing
                    the_log_keeps_what_was_decided_last
                }
                pushes {
                    a_schema_becomes_active_with_its_manifest_and_receipts
                    a_push_is_refused_exactly_while_a_document_violates_it
                    a_push_names_as_many_violations_as_it_asks_for
                    a_schema_that_breaks_convexs_rules_is_an_error
                    documents_that_no_schema_has_checked_are_checked_by_the_first
                    ids_in_documents_are_checked_against_the_tables_that_there_are
                    documents_of_a_table_that_leaves_the_schema_stay
                    a_table_that_must_be_empty_refuses_the_push_while_it_is_not
                }
            }
        }
    };
    (@tests ($open:expr) $($group:ident { $($test:ident)* })*) => {
        $(
            mod $group {
                #[allow(unused_imports)]
                use super::*;

                $(
                    #[test]
                    fn $test() {
                        $crate::testing::suite::run($open, $crate::testing::suite::$group::$test);
                    }
                )*
            }
        )*
    };
}
