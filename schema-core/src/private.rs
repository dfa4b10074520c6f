//! What expansions of the derives call, so that they are data and calls and hold no logic.
//!
//! No part of the public interface: it changes with the macros.

mod carry;
mod declare;
mod decode;
mod describe;
mod encode;
mod given;

pub use core::option::Option::{self, None, Some};
pub use core::result::Result::{self, Err, Ok};

#[cfg(feature = "derive")]
pub use schema_macros::__transition;

pub use crate::convert::{ConvexField, ConvexValue, DecodeError, Encoded, Encoder};
pub use crate::history::TableHistory;
pub use crate::shape::{Scope, Shape};
pub use crate::table::{Table, TableRef};
pub use crate::transition::{
    Carry, DeletesSelf, DocumentCarry, Ensures, FillValues, Inserts, KeepAs, KeepAsAnother,
    KeepAsNamesake, KeepAsOptional, NestedSpec, Reads, Supply, TransitionDef, TransitionSpec,
    VariantMatch, VariantOrigin,
};
pub use crate::validator::Literal;
pub use crate::value::{Object, Value};
pub use crate::version::VersionNumber;

pub use self::carry::{
    ObjectBuilder, SameTag, TransitionBuilder, by_member, by_tag, default, keep, tagged_content,
    transition, union_carry_of, variant,
};
pub use self::declare::{
    DeclarationBuilder, HistoryOf, NoVersionBefore, assert_valid, index, plain_table_version,
    search_index, table_version, vector_index,
};
pub use self::decode::{
    FieldsIn, checked, is_literal, no_variant, tag_of, text_of, unknown_tag, without_system_fields,
    without_tag,
};
pub use self::describe::{
    Content, Fields, PlainFields, Variant, literals, object, one, plain, texts, union,
};
pub use self::encode::{FieldsOut, document_of, marked, only_tag, text, with_tag};
pub use self::given::{Given, NestedFillFn, NotGiven, UnionFillFn, explain};

/// What reading gives.
pub type Decoded<T> = Result<T, DecodeError>;

/// A list of what an expansion counts up.
pub fn list<T, const N: usize>(items: [T; N]) -> Vec<T> {
    Vec::from(items)
}
