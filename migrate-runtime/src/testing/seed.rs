//! Documents of old versions for a fresh embedded deployment.

use std::collections::BTreeMap;

use schema_core::Table;
use schema_core::declaration::Declaration;
use schema_core::frozen::FrozenFiles;
use schema_core::id::DocumentId;
use schema_core::name::TableName;
use schema_core::schema::{Schema, TableSchema};
use schema_core::value::Object;
use schema_core::version::VersionName;

use crate::error::StoreError;
use crate::ship::Versions;
use crate::store::sqlite::SqliteStore;
use crate::store::{Push, PushOutcome, Store as _};

/// Documents to put into a fresh deployment, each table at one of its versions.
#[derive(Clone, Debug, Default)]
pub struct Seed {
    tables: BTreeMap<VersionName, Vec<Object>>,
}

/// Why a deployment can't be seeded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SeedError {
    /// The deployment isn't fresh, and what it holds is nobody's to guess.
    #[error("deployment `{0}` has been pushed to or holds documents already: seed a new one")]
    NotFresh(String),
    /// A table is seeded at two versions, and it is deployed at one.
    #[error("table `{0}` is seeded at two versions: seed the older one, and ship")]
    TwoVersions(TableName),
    /// A version that the application doesn't declare.
    #[error("`{0}` is no declared version: seed one of the versions that `from` leads to")]
    NotDeclared(VersionName),
    /// A document isn't one of its own version, such as one with the id of another table.
    #[error("a document isn't valid: {0}")]
    NotValid(String),
    /// The deployment fails.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Seed {
    /// No documents yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds documents of version `T`, which becomes the version that its table is deployed at.
    #[must_use]
    pub fn documents<'d, T: Table>(mut self, documents: impl IntoIterator<Item = &'d T>) -> Self {
        let name = VersionName { table: TableName::from_checked(T::TABLE), version: T::VERSION };
        let encoded = documents.into_iter().map(|document| document.encode_document().fields);
        self.tables.entry(name).or_default().extend(encoded);
        self
    }

    /// Adds documents as they are stored, such as ones from an export. Putting them in proves that
    /// they are of this version, which becomes the version that its table is deployed at.
    #[must_use]
    pub fn stored(
        mut self,
        version: VersionName,
        documents: impl IntoIterator<Item = Object>,
    ) -> Self {
        self.tables.entry(version).or_default().extend(documents);
        self
    }

    /// Inserts the documents and makes their versions the deployed ones. Returns the ids by table,
    /// in the order of the documents.
    ///
    /// # Errors
    ///
    /// See [`SeedError`]; the deployment may hold documents then, is at no version, and can't be
    /// seeded again.
    pub async fn plant(
        self,
        store: &SqliteStore,
        declaration: &Declaration,
    ) -> Result<BTreeMap<TableName, Vec<DocumentId>>, SeedError> {
        let mut is_fresh = store.deployed().await?.is_none();
        for name in self.tables.keys() {
            is_fresh &= store.count(&name.table).await? == 0;
        }
        if !is_fresh {
            return Err(SeedError::NotFresh(store.deployment().to_string()));
        }
        let mut schema = Schema::default();
        for name in self.tables.keys() {
            let history = declaration.tables.get(&name.table);
            let version = history
                .and_then(|history| history.version(name.version))
                .ok_or_else(|| SeedError::NotDeclared(name.clone()))?;
            let table = name.table.clone();
            if schema.tables.insert(table.clone(), TableSchema::from(version)).is_some() {
                return Err(SeedError::TwoVersions(table));
            }
        }
        let mut planted = BTreeMap::new();
        let names: Vec<_> = self.tables.keys().cloned().collect();
        for (name, documents) in self.tables {
            let ids = store.import(&name.table, documents)?;
            planted.insert(name.table, ids);
        }
        let frozen = FrozenFiles::new();
        let manifest = Versions { declaration, frozen: &frozen }.manifest(&names);
        // Making the schema active proves that every document is one of its version.
        match store.push(&Push::of(schema, manifest)).await? {
            PushOutcome::Active => Ok(planted),
            PushOutcome::Refused(violations) => {
                let reasons = violations.into_iter().map(|violation| violation.reason);
                Err(SeedError::NotValid(reasons.collect()))
            }
        }
    }
}
