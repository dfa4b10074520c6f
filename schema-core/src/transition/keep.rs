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
