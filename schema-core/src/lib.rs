//! Convex schemas as Rust types: versions, transitions, diff, plan and generated TypeScript.

pub mod bump;
pub mod convert;
pub mod declaration;
pub mod diff;
pub mod document;
pub mod frozen;
pub mod generate;
pub mod history;
pub mod id;
pub mod limits;
pub mod name;
pub mod path;
pub mod plan;
pub mod push;
pub mod reader;
pub mod schema;
pub mod shape;
pub mod table;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod transition;
pub mod validator;
pub mod value;
pub mod version;
pub mod widen;

mod private;

/// What expansions of the derives name; no part of the public interface.
#[doc(hidden)]
pub mod __private {
    pub use crate::private::*;
}

pub use self::convert::{
    AnyId, Bytes, CommitTs, ConvexField, ConvexValue, Id, Millis, NewId, Nullable, SafeInt,
};
pub use self::declaration::Schema;
pub use self::table::{ScheduledFunctions, Storage, Table, TableRef};
pub use self::transition::{
    Doc, Effects, Found, NestedTransition, NestedUnionTransition, Refusal, Transition,
    TransitionWithEffects, TransitionWithReads, TransitionWithReadsAndEffects, UnionTransition,
};
pub use self::value::Value;
#[cfg(feature = "derive")]
pub use schema_macros::{Object, Schema, Table, Union};
