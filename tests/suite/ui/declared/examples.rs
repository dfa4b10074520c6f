//! One schema for each mistake.
//!
//! Each stands in a function, where the test that its derive emits has no name and isn't run: it
//! would fail.

use super::Told;

/// Declares a schema of the given tables.
macro_rules! schema {
    ($($table:ident: $ty:ty),*) => {
        #[derive(Schema)]
        struct App { $($table: $ty),* }
    };
}

mod touched;
mod transitions;
mod types;

pub(super) fn all() -> Vec<Told> {
    vec![
        types::recursive(),
        types::tag_without_object(),
        types::tag_is_field(),
        types::rule(),
        types::listed_under_another_name(),
        types::listed_twice(),
        types::listed_and_dropped(),
        types::reserved_table(),
        transitions::default_invalid(),
        transitions::default_only_for_absent(),
        transitions::changed_never_runs(),
        transitions::changed_overlaps(),
        transitions::added_may_not_run(),
        transitions::variant_may_not_run(),
        transitions::name_reused(),
        transitions::carry_never_runs(),
        transitions::effects_may_not_run(),
        transitions::kept_not_valid(),
        transitions::marker_taken(),
        transitions::span_may_not_run(),
        touched::read_gone(),
        touched::insert_gone(),
        touched::no_such_table(),
        touched::ensure_index(),
    ]
}
