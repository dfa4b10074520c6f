//! What the derive says of a transition.

use std::collections::BTreeSet;

use crate::convert::{AnyId, Encoded, Encoder};
use crate::name::IndexName;
use crate::table::Table;
use crate::value::Object;
use crate::version::{VersionName, VersionNumber};

use super::{Effect, FoundDocuments, ObjectCarry, Refusal, StoredDocument};

/// The derive's half of a transition: from which version, with which values missing.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no version of a table that comes from one before it",
    label = "no transition leads here",
    note = "a version says where it comes from: `#[schema(from = v1::Name)]`",
    note = "a nested type implements `schema_core::NestedTransition`, or \
            `schema_core::NestedUnionTransition`"
)]
pub trait TransitionSpec: Table {
    /// The version before.
    type Old: Table;
    /// Exactly the values that an old document can't give.
    type Fill: FillValues;

    /// The whole transition as data and functions.
    fn definition() -> TransitionDef;
}

/// The values that `fill` gives, as the derive turns them into what is stored.
pub trait FillValues {
    /// Encodes the values under their stored names; an absent one is left out.
    fn encode_fill(&self, encoder: &mut Encoder) -> Object;
}

impl FillValues for () {
    fn encode_fill(&self, _: &mut Encoder) -> Object {
        Object::new()
    }
}

/// A transition between two versions of one table, the user's types erased.
#[derive(Clone, Debug)]
pub struct TransitionDef {
    /// The version before.
    pub old: VersionNumber,
    /// The version after.
    pub new: VersionNumber,
    /// How a document is carried.
    pub carry: DocumentCarry,
    /// What else happens.
    pub effects: DeclaredEffects,
    /// The tables whose documents are read, each at the version that the user's function names.
    pub reads: BTreeSet<VersionName>,
    /// Names the documents to read; `None` where nothing is read.
    pub reads_fn: Option<ReadsFn>,
    /// The user's function; `None` where nothing is missing.
    pub fill: Option<FillFn>,
}

impl TransitionDef {
    /// The transition of versions that can't be described: it carries nothing.
    pub(crate) fn hollow(old: VersionNumber, new: VersionNumber) -> Self {
        let (carry, effects) = (DocumentCarry::Whole, DeclaredEffects::default());
        Self { old, new, carry, effects, reads: BTreeSet::new(), reads_fn: None, fill: None }
    }
}

/// How a document is carried.
#[derive(Clone, Debug, PartialEq)]
pub enum DocumentCarry {
    /// Field by field.
    Fields(ObjectCarry),
    /// Whole, by the user's function: the table is a union.
    Whole,
}

/// The effects that a transition may have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeclaredEffects {
    /// `insert(D)`
    pub inserts: BTreeSet<VersionName>,
    /// `ensure(D = by_index)`
    pub ensures: BTreeSet<(VersionName, IndexName)>,
    /// `delete_self`
    pub deletes_self: bool,
    /// `effects_for_old_only`: a document that is already valid under the new version goes without.
    pub for_old_only: bool,
}

impl DeclaredEffects {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.inserts.is_empty() && self.ensures.is_empty() && !self.deletes_self
    }
}

/// Names the documents that a transition reads.
pub type ReadsFn = fn(&StoredDocument) -> Result<Vec<AnyId>, Refusal>;

/// Runs the user's function on a stored document of the old version.
pub type FillFn = fn(&StoredDocument, &FoundDocuments) -> Result<FillOutcome, Refusal>;

/// What the user's function gave.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FillOutcome {
    /// The missing values by stored name; the whole document for a table that is a union.
    pub values: Encoded,
    /// The effects in the order they were asked for.
    pub effects: Vec<Effect>,
}

/// Declared by `effects(insert(D))`.
#[diagnostic::on_unimplemented(
    message = "the transition to `{New}` doesn't declare that it inserts `{Self}`",
    label = "not declared",
    note = "add `#[schema(effects(insert({Self})))]` to `{New}`"
)]
pub trait InsertedBy<New> {}

/// As [`InsertedBy`], said of the version whose transition it is.
///
/// Derives implement it, because inside of a function an editor finds impls by their own type, which
/// is the user's; the bound is the one above, because it leaves `D` to the argument.
pub trait Inserts<D> {}

#[diagnostic::do_not_recommend]
impl<D, New: Inserts<D>> InsertedBy<New> for D {}

/// Declared by `effects(ensure(D = by_index))`.
#[diagnostic::on_unimplemented(
    message = "the transition to `{New}` doesn't declare that it ensures `{Self}`",
    label = "not declared",
    note = "add `#[schema(effects(ensure({Self} = by_name)))]` to `{New}`, with the index of `{Self}` \
            whose fields are the key"
)]
pub trait EnsuredBy<New> {
    /// The index whose fields are the key.
    const INDEX: &'static str;
}

/// As [`EnsuredBy`], said of the version whose transition it is; see [`Inserts`].
pub trait Ensures<D> {
    /// The index whose fields are the key.
    const INDEX: &'static str;
}

#[diagnostic::do_not_recommend]
impl<D, New: Ensures<D>> EnsuredBy<New> for D {
    const INDEX: &'static str = New::INDEX;
}

/// Declared by `effects(delete_self)`.
#[diagnostic::on_unimplemented(
    message = "the transition to `{Self}` doesn't declare that it deletes its document",
    label = "not declared",
    note = "add `#[schema(effects(delete_self))]` to `{Self}`"
)]
pub trait DeletesSelf {}

/// Declared by `reads(D)`.
#[diagnostic::on_unimplemented(
    message = "the transition to `{Self}` doesn't declare that it reads `{D}`",
    label = "not declared",
    note = "add `#[schema(reads({D}))]` to `{Self}`"
)]
pub trait Reads<D> {}
