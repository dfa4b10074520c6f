//! What expansions of the derives call, so that they are data and calls and hold no logic.
//!
//! No part of the public interface: it changes with the macros.

#![expect(
    clippy::missing_errors_doc,
    reason = "all of them fail as the first does: the document isn't one of the old version, or the \
              user refuses it"
)]

mod carry;
mod declare;
mod decode;
mod describe;
mod encode;

pub use core::option::Option::{self, None, Some};
pub use core::result::Result::{self, Err, Ok};
pub use std::vec::Vec;

#[cfg(feature = "derive")]
pub use schema_macros::__transition;

pub use self::carry::{
    ObjectBuilder, SameTag, TransitionBuilder, by_member, by_tag, default, keep, keep_optional,
    tagged_content, transition, union_carry_of, variant,
};
pub use self::declare::{
    DeclarationBuilder, assert_valid, index, search_index, table_version, vector_index,
};
pub use self::decode::{
    FieldsIn, checked, is_literal, no_variant, tag_of, text_of, unknown_tag, without_system_fields,
    without_tag,
};
pub use self::describe::{
    Content, Fields, PlainFields, Variant, literals, object, one, plain, texts, union,
};
pub use self::encode::{FieldsOut, document_of, marked, only_tag, text, with_tag};

use crate::convert::{AnyId, ConvexValue, Encoder};
use crate::transition::{
    Doc, Effect, Effects, FillOutcome, FillValues, Found, FoundDocuments, NestedTransition,
    NestedUnionTransition, Refusal, StoredDocument, Transition, TransitionWithEffects,
    TransitionWithReads, TransitionWithReadsAndEffects, UnionTransition,
};
use crate::value::{Object, Value};

/// A `FillFn` over the user's `Transition::fill`.
///
/// # Errors
///
/// The document isn't one of the old version, or the user refuses it. So for all of these.
pub fn fill<T: Transition>(
    stored: &StoredDocument,
    _: &FoundDocuments,
) -> Result<FillOutcome, Refusal> {
    let values = T::fill(&Doc::<T::Old>::decode(stored)?)?;
    Ok(outcome(&values, Vec::new()))
}

/// A `FillFn` over the user's `TransitionWithEffects::fill`.
pub fn fill_with_effects<T: TransitionWithEffects>(
    stored: &StoredDocument,
    _: &FoundDocuments,
) -> Result<FillOutcome, Refusal> {
    let mut effects = Effects::<T>::new();
    let values = T::fill(&Doc::<T::Old>::decode(stored)?, &mut effects)?;
    Ok(outcome(&values, effects.into_effects()))
}

/// A `FillFn` over the user's `TransitionWithReads::fill`.
pub fn fill_with_reads<T: TransitionWithReads>(
    stored: &StoredDocument,
    found: &FoundDocuments,
) -> Result<FillOutcome, Refusal> {
    let values = T::fill(&Doc::<T::Old>::decode(stored)?, &Found::new(found))?;
    Ok(outcome(&values, Vec::new()))
}

/// A `FillFn` over the user's `TransitionWithReadsAndEffects::fill`.
pub fn fill_with_reads_and_effects<T: TransitionWithReadsAndEffects>(
    stored: &StoredDocument,
    found: &FoundDocuments,
) -> Result<FillOutcome, Refusal> {
    let mut effects = Effects::<T>::new();
    let values = T::fill(&Doc::<T::Old>::decode(stored)?, &Found::new(found), &mut effects)?;
    Ok(outcome(&values, effects.into_effects()))
}

/// A `FillFn` over the user's `UnionTransition::carry`: its values are the whole new document.
pub fn union_carry<T: UnionTransition>(
    stored: &StoredDocument,
    _: &FoundDocuments,
) -> Result<FillOutcome, Refusal> {
    let document = T::carry(&Doc::<T::Old>::decode(stored)?)?;
    Ok(FillOutcome { values: document.encode_document(), effects: Vec::new() })
}

/// A `ReadsFn` over the user's `TransitionWithReads::reads`.
pub fn reads<T: TransitionWithReads>(stored: &StoredDocument) -> Result<Vec<AnyId>, Refusal> {
    Ok(T::reads(&Doc::<T::Old>::decode(stored)?))
}

/// A `ReadsFn` over the user's `TransitionWithReadsAndEffects::reads`.
pub fn reads_with_effects<T: TransitionWithReadsAndEffects>(
    stored: &StoredDocument,
) -> Result<Vec<AnyId>, Refusal> {
    Ok(T::reads(&Doc::<T::Old>::decode(stored)?))
}

/// The function of a `NestedFill` over the user's `NestedTransition::fill`.
pub fn nested_fill<T>(stored: &Value) -> Result<Object, Refusal>
where
    T: NestedTransition,
    T::Old: ConvexValue,
{
    let values = T::fill(&T::Old::decode(stored)?)?;
    let mut encoder = Encoder::default();
    let object = values.encode_fill(&mut encoder);
    without_placeholders(encoder, object)
}

/// The function of a `UnionFill` over the user's `NestedUnionTransition::carry`.
pub fn nested_union_carry<T>(stored: &Value) -> Result<Value, Refusal>
where
    T: NestedUnionTransition + ConvexValue,
    T::Old: ConvexValue,
{
    let value = T::carry(&T::Old::decode(stored)?)?;
    let mut encoder = Encoder::default();
    let new = value.encode(&mut encoder);
    without_placeholders(encoder, new)
}

fn outcome(values: &impl FillValues, effects: Vec<Effect>) -> FillOutcome {
    FillOutcome { values: Encoder::run(|encoder| values.encode_fill(encoder)), effects }
}

/// Nested functions have no effects, so an id of a new document can only have been smuggled in from
/// elsewhere, and names nothing here.
fn without_placeholders<R>(encoder: Encoder, result: R) -> Result<R, Refusal> {
    match encoder.into_placeholders().into_iter().next() {
        None => Ok(result),
        Some(placeholder) => Err(Refusal {
            path: placeholder.path,
            reason: "the id of a new document can only be given by the document's own `fill`"
                .to_owned(),
        }),
    }
}
