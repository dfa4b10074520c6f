//! A deployment in memory, for an application's own tests of its transitions.
//!
//! ```
//! # use schema_core::{Schema, Table};
//! # mod v1 {
//! #     use schema_core::Table;
//! #     #[derive(Table)]
//! #     #[schema(table = "users", version = 1)]
//! #     pub struct User { pub name: String }
//! # }
//! # #[derive(Table)]
//! # #[schema(table = "users", version = 2, from = v1::User)]
//! # pub struct User { #[schema(renamed_from = name)] pub full_name: String }
//! # #[derive(Schema)]
//! # pub struct App { users: User }
//! use migrate_runtime::testing::{Seed, TestDeployment};
//!
//! # fn main() -> Result<(), migrate_runtime::testing::TestError> {
//! let seed = Seed::new().documents(&[v1::User { name: "Ada".to_owned() }]);
//! let deployment = TestDeployment::of::<App>(seed)?;
//! assert!(deployment.ship()?.is_empty());
//! assert_eq!(deployment.documents::<User>()?[0].full_name, "Ada");
//! # Ok(())
//! # }
//! ```
//!
//! What an application writes while its documents are carried is part of the test, too:
//!
//! ```
//! # use schema_core::{Schema, Table};
//! # use schema_core::value::Value;
//! # mod v1 {
//! #     use schema_core::Table;
//! #     #[derive(Table)]
//! #     #[schema(table = "users", version = 1)]
//! #     pub struct User { pub name: String }
//! # }
//! # #[derive(Table)]
//! # #[schema(table = "users", version = 2, from = v1::User)]
//! # pub struct User { #[schema(renamed_from = name)] pub full_name: String }
//! # #[derive(Schema)]
//! # pub struct App { users: User }
//! use migrate_runtime::store::Patch;
//! # use migrate_runtime::testing::{Seed, TestDeployment};
//!
//! # fn main() -> Result<(), migrate_runtime::testing::TestError> {
//! # let seed = Seed::new().documents(&[v1::User { name: "Ada".to_owned() }]);
//! let deployment = TestDeployment::of::<App>(seed)?;
//! let ada = deployment.documents::<v1::User>()?.remove(0);
//! deployment.widen()?;
//! deployment.patch(ada.id(), &Patch::new().set("name", Value::String("Ada L.".to_owned())))?;
//! deployment.insert(&User { full_name: "Grace".to_owned() })?;
//! assert!(deployment.ship()?.is_empty());
//! # let mut names: Vec<_> =
//! #     deployment.documents::<User>()?.iter().map(|user| user.full_name.clone()).collect();
//! # names.sort();
//! # assert_eq!(names, ["Ada L.", "Grace"]);
//! # Ok(())
//! # }
//! ```

#[cfg(any(test, feature = "testing"))]
pub mod judge;
mod live;
mod seed;
#[cfg(any(test, feature = "testing"))]
pub mod suite;

use std::convert::Infallible;

use schema_core::declaration::Declaration;
use schema_core::frozen::FrozenFiles;
use schema_core::name::TableName;
use schema_core::{Doc, Id, Refusal, Schema, Table};
use tokio::runtime::Runtime;

use crate::clock::SystemClock;
use crate::deployment::DeploymentName;
use crate::error::StoreError;
use crate::event::Unobserved;
use crate::range::IdRange;
use crate::run::{Computing, Pacing, Place, RunError, Runner, Stop};
use crate::ship::{News, OutlookError, Road, RoadError, Stand, Stretch, Versions, outlook};
use crate::start::Origin;
use crate::store::sqlite::{Sources, SqliteStore};
use crate::store::{
    BatchSize, Claim, PageLimit, Patch, QuarantineEntry, RunEnd, RunStatus, Store as _,
};

pub use self::live::LiveStore;
pub use self::seed::{Seed, SeedError};

/// An embedded deployment in memory with an application's schema, by Convex's own rules.
pub struct TestDeployment {
    declaration: Declaration,
    store: SqliteStore,
    runtime: Runtime,
}

/// Why a test can't go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TestError {
    /// The documents can't be put in.
    #[error(transparent)]
    Seed(#[from] SeedError),
    /// What is declared can't be carried out.
    #[error(transparent)]
    Outlook(#[from] OutlookError),
    /// A walk over the documents failed.
    #[error(transparent)]
    Road(#[from] RoadError<Infallible>),
    /// Another run is at work on the deployment.
    #[error(transparent)]
    Run(#[from] RunError),
    /// The narrowed schema doesn't take a stored document.
    #[error("the schema is refused for {count} documents, the first because {reason}")]
    Refused {
        /// How many.
        count: usize,
        /// Why the first isn't valid.
        reason: String,
    },
    /// A document isn't one of the version that is asked for.
    #[error("document {id} isn't of the version asked for: {refusal}")]
    OtherVersion {
        /// Its id.
        id: String,
        /// What is wrong.
        refusal: Refusal,
    },
    /// What stands for a document's id is none.
    #[error("there is no document with that id")]
    NoId,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No runtime to wait with.
    #[error("the test's runtime can't be started")]
    Runtime(#[from] std::io::Error),
}

impl TestDeployment {
    /// A deployment that holds the seed's documents, its tables at the seed's versions.
    ///
    /// # Errors
    ///
    /// See [`SeedError`].
    pub fn of<App: Schema>(seed: Seed) -> Result<Self, TestError> {
        let store = SqliteStore::in_memory(DeploymentName::local(), Sources::system()?)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
        let declaration = App::declaration();
        runtime.block_on(seed.plant(&store, &declaration))?;
        Ok(Self { declaration, store, runtime })
    }

    /// Takes the deployment to the newest versions: widen, backfill, verify, narrow. Returns the
    /// documents that are refused; where there are any, the schema stays wide.
    ///
    /// Called again it goes on from there.
    ///
    /// # Errors
    ///
    /// See [`TestError`].
    pub fn ship(&self) -> Result<Vec<QuarantineEntry>, TestError> {
        self.walk(&|_, _| {})
    }

    /// Goes only as far as the schema that accepts old and new documents, where an application
    /// lives while its documents are carried. What it writes then is a test's to say; [`ship`]
    /// goes on from there.
    ///
    /// A change that needs no such schema is done by this.
    ///
    /// # Errors
    ///
    /// See [`TestError`].
    ///
    /// [`ship`]: Self::ship
    pub fn widen(&self) -> Result<(), TestError> {
        let stop_after_push = |news: &News<'_>, stop: &Stop| {
            if matches!(news, News::Pushed(_)) {
                stop.request();
            }
        };
        self.walk(&stop_after_push).map(drop)
    }

    fn walk(&self, follow: &dyn Fn(&News<'_>, &Stop)) -> Result<Vec<QuarantineEntry>, TestError> {
        let stop = Stop::new();
        let (store, observer, computing) = (&self.store, &Unobserved, Computing::Inline);
        let place = Place { store, observer, stop: &stop, computing };
        let claim = Claim { runner: "a test".to_owned(), command: "ship".to_owned() };
        let frozen = FrozenFiles::new();
        let versions = Versions::of(&self.declaration, &frozen);
        let ship = async |run| {
            let (stop, pacing, origin) = (&stop, Pacing::DEFAULT, Origin::UNKNOWN);
            let runner = Runner { store, observer, stop, run, pacing, computing, origin };
            let outlook = outlook(&runner, &versions).await?;
            let road = Road { runner, versions, clock: &SystemClock, stretch: Stretch::Whole };
            let mut follow = |news: News<'_>| {
                follow(&news, stop);
                Ok(())
            };
            match road.walk(&outlook, &mut follow).await? {
                // An embedded store takes every schema itself, so it waits for nobody.
                Stand::Done | Stand::Stopped | Stand::Waiting(_) => Ok(Vec::new()),
                Stand::Incomplete { quarantine, .. } => Ok(quarantine),
                Stand::Refused(violations) => Err(TestError::Refused {
                    count: violations.len(),
                    reason: violations.first().map_or_else(String::new, |one| one.reason.clone()),
                }),
            }
        };
        let end = |done: &Result<_, _>| RunEnd {
            status: if done.is_ok() { RunStatus::Completed } else { RunStatus::Failed },
            error: None,
        };
        self.runtime.block_on(place.hold(&claim, ship, end))
    }

    /// Inserts a document as an application would, and returns its id.
    ///
    /// # Errors
    ///
    /// [`TestError::Store`] where the active schema doesn't accept it.
    pub fn insert<T: Table>(&self, document: &T) -> Result<Id<T>, TestError> {
        let table = TableName::from_checked(T::TABLE);
        let fields = document.encode_document().fields;
        let id = self.store.mutate(|transaction| transaction.insert(&table, &fields))?;
        Ok(Id::from_text(id.to_string()))
    }

    /// Changes some fields of a document as an application would; the others stay.
    ///
    /// # Errors
    ///
    /// [`TestError::Store`] where the active schema doesn't accept what it becomes, or
    /// [`TestError::NoId`].
    pub fn patch<T>(&self, id: &Id<T>, patch: &Patch) -> Result<(), TestError> {
        let id = id.as_text().and_then(|text| text.parse().ok()).ok_or(TestError::NoId)?;
        Ok(self.store.patch(id, patch)?)
    }

    /// The documents of a table as those of version `T`, in the order of their ids.
    ///
    /// # Errors
    ///
    /// [`TestError::OtherVersion`] where one of them isn't.
    pub fn documents<T: Table>(&self) -> Result<Vec<Doc<T>>, TestError> {
        let table = TableName::from_checked(T::TABLE);
        let mut documents = Vec::new();
        let mut rest = IdRange::WHOLE;
        loop {
            let page = self.store.page(&table, &rest, PageLimit::of(BatchSize::DEFAULT));
            let page = self.runtime.block_on(page)?;
            for read in page.documents {
                documents.push(Doc::decode(&read.document).map_err(|refusal| {
                    TestError::OtherVersion { id: read.document.id.clone(), refusal }
                })?);
            }
            if page.is_done {
                return Ok(documents);
            }
            rest.after = page.cursor;
        }
    }

    /// The store, for whatever else an application does to it: `insert`, `patch`, `replace`, `delete`,
    /// and `begin` or `mutate` for a transaction of several.
    pub fn store(&self) -> &SqliteStore {
        &self.store
    }
}
