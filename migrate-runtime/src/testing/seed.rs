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
use crate::store::{Push, PushOutcome, Store as _, Violation};

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
    #[error("document {number} of `{version}` isn't one of that version: {reason}")]
    NotValid {
        /// The version that it was seeded as.
        version: VersionName,
        /// Which one, from 1, in the order in which they were added.
        number: usize,
        /// What is wrong with it, as Convex says it.
        reason: String,
    },
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
        let manifest = Versions::of(declaration, &frozen).manifest(&names);
        // Making the schema active proves that every document is one of its version.
        match store.push(&Push::of(schema, manifest)).await? {
            // An embedded store takes every schema itself.
            PushOutcome::Active | PushOutcome::Waiting => Ok(planted),
            PushOutcome::Refused(violations) => Err(not_valid(&names, &planted, violations)),
        }
    }
}

/// Names the document that was refused as whoever seeds it knows it: its id is new.
fn not_valid(
    names: &[VersionName],
    planted: &BTreeMap<TableName, Vec<DocumentId>>,
    violations: Vec<Violation>,
) -> SeedError {
    let Some(Violation { table, id, reason, .. }) = violations.into_iter().next() else {
        return StoreError::damaged("a push was refused for no document").into();
    };
    let version = names.iter().find(|name| name.table == table);
    let number = planted.get(&table).and_then(|ids| ids.iter().position(|seeded| *seeded == id));
    match (version, number) {
        (Some(version), Some(index)) => {
            SeedError::NotValid { version: version.clone(), number: index + 1, reason }
        }
        _ => StoreError::damaged(format!("document {id} of `{table}` isn't of the seed")).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{App, Director, Film, films, in_memory, object, old_film, run, text, v1};
    use schema_core::Schema as _;
    use schema_core::version::VersionNumber;

    fn plant(store: &SqliteStore, seed: Seed) -> Result<usize, SeedError> {
        let planted = run(seed.plant(store, &App::declaration()))?;
        Ok(planted.values().map(Vec::len).sum())
    }

    fn version(number: u32) -> VersionName {
        VersionName { table: films(), version: VersionNumber(number) }
    }

    #[test]
    fn a_document_that_is_not_of_its_version_is_named_by_its_place() {
        let documents = [old_film(Some("M"), "Fritz"), object(&[("title", text("Laura"))])];
        let seed = Seed::new().stored(version(1), documents);
        let error = plant(&in_memory(), seed).unwrap_err();
        assert!(error.to_string().starts_with("document 2 of `films@1` isn't"), "{error}");
    }

    #[test]
    fn what_can_not_be_seeded_is_said_before_anything_is_stored() {
        let store = in_memory();
        let two = Seed::new().documents::<v1::Film>([]).documents::<Film>([]);
        assert!(matches!(plant(&store, two), Err(SeedError::TwoVersions(_))));
        let none = Seed::new().stored(version(3), []);
        assert!(matches!(plant(&store, none), Err(SeedError::NotDeclared(_))));
        let director = Director { name: "Ida".to_owned() };
        assert_eq!(plant(&store, Seed::new().documents(&[director])).unwrap(), 1);
        let again = Seed::new().documents::<Director>([]);
        assert!(matches!(plant(&store, again), Err(SeedError::NotFresh(_))));
    }

    #[test]
    fn a_deployment_that_was_seeded_in_part_is_not_fresh() {
        let store = in_memory();
        store.insert(&films(), &[old_film(Some("M"), "Fritz")]).unwrap();
        let seed = || Seed::new().stored(version(1), [old_film(Some("M"), "Fritz")]);
        assert!(matches!(plant(&store, seed()), Err(SeedError::NotFresh(_))));
        assert_eq!(run(store.count(&films())).unwrap(), 1);
    }
}
