//! What a transition does beside its own document, and what it reads.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use crate::convert::{AnyId, EffectNumber, Encoded, Id, NewId};
use crate::name::{IndexName, TableName};
use crate::table::{Table, TableRef};
use crate::version::VersionNumber;

use super::{DeletesSelf, Doc, EnsuredBy, InsertedBy, Reads, Refusal, StoredDocument};

/// Something that happens in the transaction that carries a document.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Inserts a document, whatever else is in the table.
    Insert {
        /// The table.
        table: TableName,
        /// The version that the document is of.
        version: VersionNumber,
        /// The document; it may refer to earlier effects of the same list.
        document: Encoded,
    },
    /// Finds the one document with the same values in the index's fields, or inserts this one.
    Ensure {
        /// The table.
        table: TableName,
        /// The version that the document is of.
        version: VersionNumber,
        /// The index whose fields are the key.
        index: IndexName,
        /// The document, which gives the key and is inserted where none is found.
        document: Encoded,
    },
    /// Deletes the carried document itself.
    DeleteSelf,
}

/// Collects the effects of carrying one document to version `T`.
///
/// Which effects there may be is declared (`#[schema(effects(...))]`), because plans order tables
/// by them; an undeclared one doesn't compile.
#[derive(Debug)]
pub struct Effects<T> {
    effects: Vec<Effect>,
    carried: PhantomData<fn() -> T>,
}

impl<T> Effects<T> {
    pub(crate) fn new() -> Self {
        Self { effects: Vec::new(), carried: PhantomData }
    }

    pub(crate) fn into_effects(self) -> Vec<Effect> {
        self.effects
    }

    fn push(&mut self, effect: Effect) -> EffectNumber {
        self.effects.push(effect);
        EffectNumber(self.effects.len() - 1)
    }

    /// Inserts `document`; declared by `effects(insert(D))`.
    pub fn insert<D: Table + InsertedBy<T>>(&mut self, document: &D) -> NewId<D> {
        let table = TableName::from_checked(D::TABLE);
        let document = document.encode_document();
        NewId::of(self.push(Effect::Insert { table, version: D::VERSION, document }))
    }

    /// Finds the document that has `document`'s values in the declared index's fields, or inserts
    /// `document`; declared by `effects(ensure(D = by_index))`.
    ///
    /// Inside the commit's transaction, so however many documents ask for one, there is one. More
    /// than one match refuses the carried document.
    pub fn ensure<D: Table + EnsuredBy<T>>(&mut self, document: &D) -> NewId<D> {
        let table = TableName::from_checked(D::TABLE);
        let index = IndexName::from_checked(<D as EnsuredBy<T>>::INDEX);
        let document = document.encode_document();
        NewId::of(self.push(Effect::Ensure { table, version: D::VERSION, index, document }))
    }

    /// Deletes the document that is being carried; declared by `effects(delete_self)`.
    pub fn delete_self(&mut self)
    where
        T: DeletesSelf,
    {
        self.push(Effect::DeleteSelf);
    }
}

/// Documents that were read for a transition, each at its newest version.
#[derive(Clone, Debug, Default)]
pub struct FoundDocuments {
    documents: BTreeMap<AnyId, StoredDocument>,
}

impl FoundDocuments {
    /// Adds a document under the id it was asked for with.
    pub fn insert(&mut self, id: AnyId, document: StoredDocument) {
        self.documents.insert(id, document);
    }

    /// The document with this id.
    pub fn get(&self, id: &AnyId) -> Option<&StoredDocument> {
        self.documents.get(id)
    }
}

/// What a transition to version `T` asked to read.
#[derive(Debug)]
pub struct Found<'a, T> {
    documents: &'a FoundDocuments,
    carried: PhantomData<fn() -> T>,
}

impl<'a, T> Found<'a, T> {
    pub(crate) fn new(documents: &'a FoundDocuments) -> Self {
        Self { documents, carried: PhantomData }
    }

    /// The document of `id`, or `None` where it is gone or wasn't asked for in `reads`.
    ///
    /// # Errors
    ///
    /// The document is there and isn't one of version `D`.
    pub fn get<D: Table>(
        &self,
        id: &Id<impl TableRef<Line = D::Line>>,
    ) -> Result<Option<Doc<D>>, Refusal>
    where
        T: Reads<D>,
    {
        let Some(stored) = self.documents.get(&AnyId::from(id)) else { return Ok(None) };
        let refused = |refusal: Refusal| refusal.within_document(D::TABLE, &stored.id);
        Doc::decode(stored).map(Some).map_err(refused)
    }
}

impl Refusal {
    /// The same refusal, about another document than the carried one.
    fn within_document(self, table: &str, id: &str) -> Self {
        Self::new(format!("the document {id} of `{table}`, read for this one: {self}"))
    }
}
