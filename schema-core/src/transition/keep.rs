//! Which Rust type may follow which without a new value: kept values are copied as stored.

use std::collections::{BTreeMap, HashMap};
use std::marker::PhantomData;

use crate::convert::{Bytes, CommitTs, Id, Millis, Nullable, SafeInt};
use crate::table::TableRef;
use crate::value::Value;

use super::Carry;

/// A stored value of `Self` is also one of `New`, or becomes one by the transition of a nested type.
#[diagnostic::on_unimplemented(
    message = "field type changed from `{Self}` to `{New}` without a backfill",
    label = "stored documents hold `{Self}`",
    note = "if what is stored stays as it is, say `#[schema(kept)]` on the field",
    note = "if `fill` computes a new value, say `#[schema(changed)]` on the field",
    note = "if it is a nested type of yours that changed, say `#[schema(from = v1::Name)]` on its new \
            version"
)]
pub trait KeepAs<New> {
    /// How a stored value gets from `Self` to `New`.
    fn carry() -> Carry {
        Carry::AsStored
    }

    /// As [`KeepAs::carry`], for a caller that can't name `Self`.
    #[doc(hidden)]
    fn carry_of(_: PhantomData<Self>) -> Carry {
        Self::carry()
    }
}

/// As [`KeepAs`], for a field that was always there and may be absent from now on.
#[diagnostic::on_unimplemented(
    message = "field type changed from `{Self}` to `{New}` without a backfill",
    label = "stored documents hold `{Self}`",
    note = "if what is stored stays as it is, say `#[schema(kept)]` on the field",
    note = "if `fill` computes a new value, say `#[schema(changed)]` on the field",
    note = "if it is a nested type of yours that changed, say `#[schema(from = v1::Name)]` on its new \
            version"
)]
pub trait KeepAsOptional<New> {
    /// How a stored value gets from `Self` to the content of `New`.
    fn carry() -> Carry;

    /// As [`KeepAsOptional::carry`], for a caller that can't name `Self`.
    #[doc(hidden)]
    fn carry_of(_: PhantomData<Self>) -> Carry {
        Self::carry()
    }
}

#[diagnostic::do_not_recommend]
impl<Old: KeepAs<New>, New> KeepAsOptional<Option<New>> for Old {
    fn carry() -> Carry {
        <Old as KeepAs<New>>::carry()
    }
}

/// What nothing is ever kept as: where a type is kept as two others, rustc doesn't go on to explain
/// the one of them beside our message.
enum Nothing {}

#[diagnostic::do_not_recommend]
impl<T> KeepAs<Nothing> for Option<T> {}
#[diagnostic::do_not_recommend]
impl<T> KeepAs<Nothing> for Nullable<T> {}
#[diagnostic::do_not_recommend]
impl<T> KeepAs<Nothing> for Vec<T> {}
#[diagnostic::do_not_recommend]
impl<T> KeepAs<Nothing> for Box<T> {}
#[diagnostic::do_not_recommend]
impl<K, V> KeepAs<Nothing> for BTreeMap<K, V> {}
#[diagnostic::do_not_recommend]
impl<K, V, S> KeepAs<Nothing> for HashMap<K, V, S> {}
#[diagnostic::do_not_recommend]
impl<T> KeepAs<Nothing> for Id<T> {}

macro_rules! keep_as_itself {
    ($($rust:ty)*) => {$(
        #[diagnostic::do_not_recommend]
        impl KeepAs<Nothing> for $rust {}
        #[diagnostic::do_not_recommend]
        impl KeepAs<$rust> for $rust {}
    )*};
}
keep_as_itself!(String bool f64 f32 i8 i16 i32 i64 u8 u16 u32 Bytes CommitTs SafeInt Millis Value);

#[diagnostic::do_not_recommend]
impl<Old: KeepAs<New>, New> KeepAs<Option<New>> for Option<Old> {
    fn carry() -> Carry {
        Old::carry()
    }
}

#[diagnostic::do_not_recommend]
impl<Old: KeepAs<New>, New> KeepAs<Nullable<New>> for Nullable<Old> {
    fn carry() -> Carry {
        Old::carry().in_nullable()
    }
}

#[diagnostic::do_not_recommend]
impl<Old: KeepAs<New>, New> KeepAs<Vec<New>> for Vec<Old> {
    fn carry() -> Carry {
        Old::carry().in_array()
    }
}

#[diagnostic::do_not_recommend]
impl<Old: KeepAs<New>, New> KeepAs<Box<New>> for Box<Old> {
    fn carry() -> Carry {
        Old::carry()
    }
}

#[diagnostic::do_not_recommend]
impl<OldKey: KeepAs<NewKey>, Old: KeepAs<New>, NewKey, New> KeepAs<BTreeMap<NewKey, New>>
    for BTreeMap<OldKey, Old>
{
    fn carry() -> Carry {
        Old::carry().in_record()
    }
}

#[diagnostic::do_not_recommend]
impl<OldKey: KeepAs<NewKey>, Old: KeepAs<New>, NewKey, New, S, R> KeepAs<HashMap<NewKey, New, R>>
    for HashMap<OldKey, Old, S>
{
    fn carry() -> Carry {
        Old::carry().in_record()
    }
}

// By table, never by version: both sides have the same line.
#[diagnostic::do_not_recommend]
impl<Old: TableRef, New: TableRef<Line = Old::Line>> KeepAs<Id<New>> for Id<Old> {}
