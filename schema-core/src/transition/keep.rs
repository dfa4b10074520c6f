//! Which Rust type may follow which without a new value: kept values are copied as stored.

use std::collections::{BTreeMap, HashMap};

use crate::convert::{Bytes, CommitTs, Id, Millis, Nullable, SafeInt};
use crate::table::TableRef;
use crate::value::Value;

use super::Carry;

/// A stored value of `Self` is also one of `New`, or becomes one by the transition of a nested type.
#[diagnostic::on_unimplemented(
    message = "field type changed from `{Self}` to `{New}` without a backfill",
    label = "stored documents hold `{Self}`",
    note = "stored as is under another type? `#[schema(kept)]`; \
            else `#[schema(changed)]` and its value in `fill`"
)]
pub trait KeepAs<New> {
    /// How a stored value gets from `Self` to `New`.
    fn carry() -> Carry {
        Carry::AsStored
    }
}

/// As [`KeepAs`], for a field that was always there and may be absent from now on.
#[diagnostic::on_unimplemented(
    message = "field type changed from `{Self}` to `{New}` without a backfill",
    label = "stored documents hold `{Self}`",
    note = "stored as is under another type? `#[schema(kept)]`; \
            else `#[schema(changed)]` and its value in `fill`"
)]
pub trait KeepAsOptional<New> {
    /// How a stored value gets from `Self` to the content of `New`.
    fn carry() -> Carry;
}

#[diagnostic::do_not_recommend]
impl<Old: KeepAs<New>, New> KeepAsOptional<Option<New>> for Old {
    fn carry() -> Carry {
        <Old as KeepAs<New>>::carry()
    }
}

macro_rules! keep_as_itself {
    ($($rust:ty)*) => {$(
        impl KeepAs<$rust> for $rust {}
    )*};
}
keep_as_itself!(String bool f64 f32 i8 i16 i32 i64 u8 u16 u32 Bytes CommitTs SafeInt Millis Value);

#[diagnostic::do_not_recommend]
impl<A: KeepAs<B>, B> KeepAs<Option<B>> for Option<A> {
    fn carry() -> Carry {
        A::carry()
    }
}

#[diagnostic::do_not_recommend]
impl<A: KeepAs<B>, B> KeepAs<Nullable<B>> for Nullable<A> {
    fn carry() -> Carry {
        A::carry().in_nullable()
    }
}

#[diagnostic::do_not_recommend]
impl<A: KeepAs<B>, B> KeepAs<Vec<B>> for Vec<A> {
    fn carry() -> Carry {
        A::carry().in_array()
    }
}

#[diagnostic::do_not_recommend]
impl<A: KeepAs<B>, B> KeepAs<Box<B>> for Box<A> {
    fn carry() -> Carry {
        A::carry()
    }
}

#[diagnostic::do_not_recommend]
impl<K: KeepAs<L>, A: KeepAs<B>, L, B> KeepAs<BTreeMap<L, B>> for BTreeMap<K, A> {
    fn carry() -> Carry {
        A::carry().in_record()
    }
}

#[diagnostic::do_not_recommend]
impl<K: KeepAs<L>, A: KeepAs<B>, L, B, S, R> KeepAs<HashMap<L, B, R>> for HashMap<K, A, S> {
    fn carry() -> Carry {
        A::carry().in_record()
    }
}

// By table, never by version: both sides have the same line.
#[diagnostic::do_not_recommend]
impl<A: TableRef, B: TableRef<Line = A::Line>> KeepAs<Id<B>> for Id<A> {}
