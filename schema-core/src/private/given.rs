//! The user's half of a transition, as functions without types; and whether it is there at all.
//!
//! A missing `impl` is told by its transition's own words, as a constant that is false. The ways to
//! do that with `#[diagnostic]` don't work in a crate without a prelude, where attributes of tools
//! have no names.

use std::marker::PhantomData;

use crate::convert::{ConvexValue, Encoder};
use crate::transition::{
    Doc, Effect, Effects, FillFn, FillOutcome, FillValues, Found, NestedTransition,
    NestedUnionTransition, ReadsFn, Refusal, Transition, TransitionWithEffects,
    TransitionWithReads, TransitionWithReadsAndEffects, UnionTransition,
};
use crate::value::{Object, Value};

/// What the user gives for the transition to `T`.
///
/// Its own items exist where the user's `impl` does, and hide those of [`NotGiven`].
#[derive(Debug)]
pub struct Given<T>(PhantomData<T>);

/// What a `NestedFill` holds.
pub type NestedFillFn = fn(&Value) -> Result<Object, Refusal>;
/// What a `UnionFill` holds.
pub type UnionFillFn = fn(&Value) -> Result<Value, Refusal>;

/// What stands for the user's half where it isn't given; nothing of it runs, because the crate
/// doesn't compile.
pub trait NotGiven {
    /// Whether there is `impl Transition`; and so on.
    const TRANSITION: bool = false;
    /// See [`Self::TRANSITION`].
    const TRANSITION_WITH_EFFECTS: bool = false;
    /// See [`Self::TRANSITION`].
    const TRANSITION_WITH_READS: bool = false;
    /// See [`Self::TRANSITION`].
    const TRANSITION_WITH_READS_AND_EFFECTS: bool = false;
    /// See [`Self::TRANSITION`].
    const UNION_TRANSITION: bool = false;
    /// See [`Self::TRANSITION`].
    const NESTED_TRANSITION: bool = false;
    /// See [`Self::TRANSITION`].
    const NESTED_UNION_TRANSITION: bool = false;

    /// Refuses.
    fn fill() -> FillFn {
        |_, _| Err(not_given())
    }
    /// Refuses.
    fn fill_with_effects() -> FillFn {
        Self::fill()
    }
    /// Refuses.
    fn fill_with_reads() -> FillFn {
        Self::fill()
    }
    /// Refuses.
    fn fill_with_reads_and_effects() -> FillFn {
        Self::fill()
    }
    /// Refuses.
    fn union_carry() -> FillFn {
        Self::fill()
    }
    /// Refuses.
    fn reads() -> ReadsFn {
        |_| Err(not_given())
    }
    /// Refuses.
    fn reads_with_effects() -> ReadsFn {
        Self::reads()
    }
    /// Refuses.
    fn nested_fill() -> NestedFillFn {
        |_| Err(not_given())
    }
    /// Refuses.
    fn nested_union_carry() -> UnionFillFn {
        |_| Err(not_given())
    }
}

impl<T> NotGiven for Given<T> {}

/// Ends the evaluation of a constant with this text, shown where it is called.
///
/// # Panics
///
/// Always.
#[track_caller]
pub const fn explain(text: &'static str) {
    panic!("{}", text)
}

fn not_given() -> Refusal {
    Refusal::new("nothing says how the document is carried")
}

impl<T: Transition> Given<T> {
    /// There is an `impl Transition`.
    pub const TRANSITION: bool = true;

    /// Runs it.
    pub fn fill() -> FillFn {
        |stored, _| Ok(outcome(&T::fill(&Doc::<T::Old>::decode(stored)?)?, Vec::new()))
    }
}

impl<T: TransitionWithEffects> Given<T> {
    /// There is an `impl TransitionWithEffects`.
    pub const TRANSITION_WITH_EFFECTS: bool = true;

    /// Runs it.
    pub fn fill_with_effects() -> FillFn {
        |stored, _| {
            let mut effects = Effects::<T>::new();
            let values = T::fill(&Doc::<T::Old>::decode(stored)?, &mut effects)?;
            Ok(outcome(&values, effects.into_effects()))
        }
    }
}

impl<T: TransitionWithReads> Given<T> {
    /// There is an `impl TransitionWithReads`.
    pub const TRANSITION_WITH_READS: bool = true;

    /// Runs it.
    pub fn fill_with_reads() -> FillFn {
        |stored, found| {
            let values = T::fill(&Doc::<T::Old>::decode(stored)?, &Found::new(found))?;
            Ok(outcome(&values, Vec::new()))
        }
    }

    /// Names what it reads.
    pub fn reads() -> ReadsFn {
        |stored| Ok(T::reads(&Doc::<T::Old>::decode(stored)?))
    }
}

impl<T: TransitionWithReadsAndEffects> Given<T> {
    /// There is an `impl TransitionWithReadsAndEffects`.
    pub const TRANSITION_WITH_READS_AND_EFFECTS: bool = true;

    /// Runs it.
    pub fn fill_with_reads_and_effects() -> FillFn {
        |stored, found| {
            let mut effects = Effects::<T>::new();
            let old = Doc::<T::Old>::decode(stored)?;
            let values = T::fill(&old, &Found::new(found), &mut effects)?;
            Ok(outcome(&values, effects.into_effects()))
        }
    }

    /// Names what it reads.
    pub fn reads_with_effects() -> ReadsFn {
        |stored| Ok(T::reads(&Doc::<T::Old>::decode(stored)?))
    }
}

impl<T: UnionTransition> Given<T> {
    /// There is an `impl UnionTransition`.
    pub const UNION_TRANSITION: bool = true;

    /// Runs it: its values are the whole new document.
    pub fn union_carry() -> FillFn {
        |stored, _| {
            let document = T::carry(&Doc::<T::Old>::decode(stored)?)?;
            Ok(FillOutcome { values: document.encode_document(), effects: Vec::new() })
        }
    }
}

impl<T: NestedTransition> Given<T> {
    /// There is an `impl NestedTransition`.
    pub const NESTED_TRANSITION: bool = true;

    /// Runs it.
    pub fn nested_fill() -> NestedFillFn {
        |stored| {
            let values = T::fill(&T::Old::decode(stored)?)?;
            let mut encoder = Encoder::default();
            let object = values.encode_fill(&mut encoder);
            without_placeholders(encoder, object)
        }
    }
}

impl<T: NestedUnionTransition> Given<T> {
    /// There is an `impl NestedUnionTransition`.
    pub const NESTED_UNION_TRANSITION: bool = true;

    /// Runs it.
    pub fn nested_union_carry() -> UnionFillFn {
        |stored| {
            let value = T::carry(&T::Old::decode(stored)?)?;
            let mut encoder = Encoder::default();
            let new = value.encode(&mut encoder);
            without_placeholders(encoder, new)
        }
    }
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
