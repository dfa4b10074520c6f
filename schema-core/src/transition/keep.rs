//! Which Rust type may follow which without a new value: kept values are copied as stored.

use std::collections::{BTreeMap, HashMap};
use std::marker::PhantomData;

use crate::convert::{Bytes, CommitTs, Id, Millis, Nullable, SafeInt};
use crate::table::TableRef;
use crate::value::Value;

use super::Carry;

/// A stored value of `Self` is also one of `New`, or becomes one by the transition of a nested type.
///
/// Expansions ask for it by way of the traits below, one for each way in which it may be missing:
/// their messages stand alone, without what rustc has to say about the impls of this one.
pub trait KeepAs<New> {
    /// How a stored value gets from `Self` to `New`.
    fn carry() -> Carry {
        Carry::AsStored
    }
}

/// As [`KeepAs`], for a field whose type is written otherwise in the version before.
#[diagnostic::on_unimplemented(
    message = "field type changed from `{Self}` to `{New}` without a backfill",
    label = "stored documents hold `{Self}`",
    note = "if what is stored stays as it is, say `#[schema(kept)]` on the field",
    note = "if `fill` computes a new value, say `#[schema(changed)]` on the field",
    note = "if it is a nested type of yours that changed, say `#[schema(from = v1::Name)]` on its new \
            version"
)]
pub trait KeepAsAnother<New> {
    /// How a stored value gets from `Self` to `New`; `Self` can't be named where that is asked.
    fn carry(_: PhantomData<Self>) -> Carry;
}

#[diagnostic::do_not_recommend]
impl<Old: KeepAs<New>, New> KeepAsAnother<New> for Old {
    fn carry(_: PhantomData<Self>) -> Carry {
        <Old as KeepAs<New>>::carry()
    }
}

/// As [`KeepAs`], for a field that was always there and may be absent from now on.
#[diagnostic::on_unimplemented(
    message = "field type changed from a required `{Self}` to `{New}` without a backfill",
    label = "stored documents hold `{Self}`",
    note = "if what is stored stays as it is, say `#[schema(kept)]` on the field",
    note = "if `fill` computes a new value, say `#[schema(changed)]` on the field",
    note = "if it is a nested type of yours that changed, say `#[schema(from = v1::Name)]` on its new \
            version",
    note = "if `{Self}` is an `Option` that an alias hides, write out `Option<...>` in the version \
            before"
)]
pub trait KeepAsOptional<New> {
    /// How a stored value gets from `Self` to the content of `New`.
    fn carry(_: PhantomData<Self>) -> Carry;
}

#[diagnostic::do_not_recommend]
impl<Old: KeepAs<New>, New> KeepAsOptional<Option<New>> for Old {
    fn carry(_: PhantomData<Self>) -> Carry {
        <Old as KeepAs<New>>::carry()
    }
}

/// As [`KeepAs`], for a field whose type is written the same in both versions.
#[diagnostic::on_unimplemented(
    message = "nothing says how the `{Self}` of stored documents becomes `{New}`",
    label = "the version before says `{Self}`",
    note = "if it is a nested type that changed, say `#[schema(from = v1::Name)]` on its new version",
    note = "if it is the same type in both, it lacks `#[derive(schema_core::Object)]` or \
            `#[derive(schema_core::Union)]`"
)]
pub trait KeepAsNamesake<New> {
    /// How a stored value gets from `Self` to `New`.
    fn carry(_: PhantomData<Self>) -> Carry;
}

#[diagnostic::do_not_recommend]
impl<Old: KeepAs<New>, New> KeepAsNamesake<New> for Old {
    fn carry(_: PhantomData<Self>) -> Carry {
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
