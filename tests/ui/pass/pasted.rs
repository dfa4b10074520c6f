//! Mistakes whose messages offer lines, with those lines pasted.

// What is to be given is pasted as `todo!()`.
#![allow(unreachable_code, unused_variables)]

pub mod nested_carry_missing;
pub mod nested_forgotten_in_a_variant;
pub mod nested_forgotten_variant;
pub mod nested_literal_drifts;
pub mod nested_no_tagging;
pub mod nested_tuple_variant;
pub mod table_no_name;
pub mod transition_effects_never_run;
pub mod transition_fill_missing;
pub mod transition_fill_with_effects_missing;
pub mod transition_forgotten_field;
pub mod transition_forgotten_raw_field;
pub mod transition_integer_grows;
pub mod transition_renamed_in_silence;
pub mod transition_stored_name_drifts;
pub mod transition_style_drifts;
pub mod transition_type_drifts;
pub mod transition_undeclared_insert;
pub mod transition_union_table_without_carry;
