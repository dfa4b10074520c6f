//! Making a schema the active one: the application's own command does it, and what is deployed is
//! read back.
//!
//! Convex takes a schema together with the application's functions, so no program takes one to a
//! deployment by itself. What does it is a [`Pusher`]; what holds before and after is seen to here.
//! The command runs outside of every transaction. So what is looked at before it (who may write,
//! tables that must be empty) is looked at again after it, and receipts are noted once what is
//! deployed is known.

use std::collections::BTreeSet;

use schema_core::generate::is_ledger_table;
use schema_core::id::DocumentId;
use schema_core::name::TableName;
use schema_core::path::Path;
use schema_core::push::tables_to_recheck;
use schema_core::schema::{Enforcement, Schema};
use schema_core::value::Value;
use schema_core::version::{VersionName, VersionNumber};

use crate::error::{RemoteError, StoreError};
use crate::range::IdRange;
use crate::store::rules;
use crate::store::{
    BatchSize, Claim, Deployed, Fenced, Manifest, PageLimit, Push, PushOutcome, ReadDocument,
    RunEnd, RunNumber, RunStatus, Store as _, TableIds, TakeOver, Violation,
};

use super::ConvexStore;
use super::values::{Arguments, Record, record_of, text, whole};

/// What the functions must speak that this program calls.
pub(super) const PROTOCOL: u64 = 3;

/// Says what is deployed.
pub(super) const MANIFEST: &str = "migrate_runtime/manifest:manifest";

/// Takes a schema, what it was made from and the generated functions to a deployment.
///
/// After [`Pushed::Deployed`] all of it is live, after [`Pushed::Refused`] nothing of it; an error
/// says neither, and what is deployed tells.
pub trait Pusher: Send + Sync {
    /// Pushes, or says that somebody else has to.
    ///
    /// # Errors
    ///
    /// The command can't be run, or fails for another reason than a document.
    fn push(
        &self,
        schema: &Schema,
        manifest: &Manifest,
    ) -> impl Future<Output = Result<Pushed, StoreError>> + Send;
}

/// What became of a push.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pushed {
    /// It is live.
    Deployed,
    /// A stored document, or one that was written meanwhile, isn't valid: what Convex says of it.
    Refused {
        /// The text, which names the document if it was stored.
        said: String,
    },
    /// Nothing was pushed: a person has to.
    Waiting,
}

/// Nobody pushes unless a person does.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoPusher;

impl Pusher for NoPusher {
    async fn push(&self, _: &Schema, _: &Manifest) -> Result<Pushed, StoreError> {
        Ok(Pushed::Waiting)
    }
}

impl<P> ConvexStore<P> {
    /// What is deployed; nothing where no table of the application is.
    pub(super) async fn manifest(&self) -> Result<Option<Deployed>, StoreError> {
        let answer = record_of(|fields: &mut Record| {
            let protocol = fields.take("protocol", whole)?;
            let manifest = fields.take("manifest", text)?;
            Ok((protocol, manifest, fields.take("schema", text)?))
        });
        let (found, manifest, schema) = self.query(MANIFEST, Arguments::new(), answer).await?;
        if found != PROTOCOL {
            let url = self.access.origin().to_owned();
            return Err(RemoteError::OtherProtocol { url, found, known: PROTOCOL }.into());
        }
        let bad = |what: String| RemoteError::BadAnswer { function: MANIFEST, what };
        let manifest: Manifest = serde_json::from_str(&manifest)
            .map_err(|error| bad(format!("its manifest isn't one: {error}")))?;
        let mut schema = Schema::from_export_json(&schema)
            .map_err(|error| bad(format!("its schema isn't one: {error}")))?;
        schema.tables.retain(|name, _| !is_ledger_table(name));
        self.governed(|governor, _| governor.learn(&schema));
        let is_bare = manifest.tables.is_empty() && schema.tables.is_empty();
        Ok((!is_bare).then_some(Deployed { schema, manifest }))
    }

    /// The names of the tables that are deployed.
    pub(super) async fn declared_tables(&self) -> Result<BTreeSet<TableName>, StoreError> {
        let deployed = self.manifest().await?;
        Ok(deployed
            .map(|deployed| deployed.schema.tables.into_keys().collect())
            .unwrap_or_default())
    }
}

impl<P: Pusher> ConvexStore<P> {
    pub(super) async fn push_schema(&self, push: &Push) -> Result<PushOutcome, StoreError> {
        rules::check_schema(&push.schema)?;
        self.check_run(push.run).await?;
        let left = self.leftovers(push).await?;
        if !left.is_empty() {
            return Ok(PushOutcome::Refused(left));
        }
        let before = self.manifest().await?;
        match self.pusher.push(&push.schema, &push.manifest).await? {
            Pushed::Waiting => return Ok(PushOutcome::Waiting),
            Pushed::Refused { said } => {
                let violations = self.violations(before.as_ref(), push, &said).await?;
                return Ok(PushOutcome::Refused(violations));
            }
            Pushed::Deployed => self.numbers.schema_may_differ(),
        }
        let is_live = self
            .manifest()
            .await?
            .is_some_and(|live| live.schema == push.schema && live.manifest == push.manifest);
        if !is_live && !push.schema.tables.is_empty() {
            return Err(StoreError::PushOvertaken);
        }
        self.note_receipts(push).await?;
        let late = self.leftovers(push).await?;
        Ok(if late.is_empty() { PushOutcome::Active } else { PushOutcome::Refused(late) })
    }

    /// Fails where the run may not write.
    async fn check_run(&self, run: Option<RunNumber>) -> Result<(), StoreError> {
        let Some(run) = run else { return Ok(()) };
        // To take back what can't be there writes nothing, and only whoever may write may do it.
        // A heartbeat would tell as well, and make the lease longer.
        let table = TableName::from_checked("no_table");
        self.void_receipt(run, &VersionName { table, version: VersionNumber(0) }).await
    }

    /// Documents of tables that must have none.
    async fn leftovers(&self, push: &Push) -> Result<Vec<Violation>, StoreError> {
        let most = push.violations_max.max(1);
        let limit = PageLimit::of(BatchSize::of(u32::try_from(most).unwrap_or(u32::MAX)));
        let mut left = Vec::new();
        for table in &push.must_be_empty {
            let page = self.page(table, &IdRange::WHOLE, limit).await?;
            left.extend(page.documents.into_iter().map(|read| Violation {
                table: table.clone(),
                id: read.id,
                path: Path::default(),
                reason: format!("still in `{table}`, which is to be empty"),
            }));
        }
        left.truncate(most);
        Ok(left)
    }

    /// Which documents stand against a push that was refused. Convex names one at most.
    async fn violations(
        &self,
        before: Option<&Deployed>,
        push: &Push,
        said: &str,
    ) -> Result<Vec<Violation>, StoreError> {
        let most = push.violations_max.max(1);
        let tables = self.tables().await?;
        let mut found = Vec::new();
        if let Some(id) = named(said) {
            found.extend(
                self.get(&[id]).await?.iter().filter_map(|read| violation(push, &tables, read)),
            );
        }
        if found.len() < most {
            let existing = tables.names.values().cloned().collect();
            let active = before.map(|deployed| &deployed.schema);
            for table in tables_to_recheck(active, &push.schema, &existing) {
                self.look_through(push, &tables, &table, most, &mut found).await?;
            }
        }
        if found.is_empty() {
            // Whatever it was has changed since, or it never was a stored document.
            return Err(StoreError::Contended { attempts: 1 });
        }
        Ok(found)
    }

    async fn look_through(
        &self,
        push: &Push,
        tables: &TableIds,
        table: &TableName,
        most: usize,
        found: &mut Vec<Violation>,
    ) -> Result<(), StoreError> {
        let mut rest = IdRange::WHOLE;
        while found.len() < most {
            let page = self.page(table, &rest, PageLimit::of(BatchSize::MAX)).await?;
            for read in &page.documents {
                let is_known = found.iter().any(|known| known.id == read.id);
                if !is_known && found.len() < most {
                    found.extend(violation(push, tables, read));
                }
            }
            if page.is_done {
                break;
            }
            rest.after = page.cursor;
        }
        Ok(())
    }

    /// Notes the receipts that go with a push, as its run or as one that does nothing else.
    async fn note_receipts(&self, push: &Push) -> Result<(), StoreError> {
        if push.receipts.is_empty() {
            return Ok(());
        }
        let known = self.receipts().await?;
        let missing: Vec<_> = push.receipts.iter().filter(|new| !known.contains(new)).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let run = match push.run {
            Some(run) => run,
            None => self.place_of_a_push().await?,
        };
        for receipt in missing {
            self.note_receipt(run, receipt).await?;
        }
        if push.run.is_none() {
            let end = RunEnd { status: RunStatus::Completed, error: None };
            self.release(run, &end).await?;
        }
        Ok(())
    }

    async fn place_of_a_push(&self) -> Result<RunNumber, StoreError> {
        let claim = Claim { runner: "a push".to_owned(), command: "push".to_owned() };
        match self.take_over(&claim).await? {
            TakeOver::Taken(run) => Ok(run),
            TakeOver::Held(holder) => {
                Err(StoreError::Fenced { run: holder.run, why: Fenced::Overtaken })
            }
            TakeOver::Paused { since } => {
                let run = RunNumber::default();
                Err(StoreError::Fenced { run, why: Fenced::Paused { since } })
            }
        }
    }
}

/// What a schema to push has against a stored document.
fn violation(push: &Push, tables: &TableIds, read: &ReadDocument) -> Option<Violation> {
    let table = tables.names.get(&read.id.table)?;
    if push.schema.enforcement == Enforcement::Off {
        return None;
    }
    let validator = &push.schema.tables.get(table)?.document;
    let document = Value::Object(read.document.fields.clone());
    let failure = validator.check(&document, tables).err()?;
    let reason = failure.to_string();
    Some(Violation { table: table.clone(), id: read.id, reason, path: failure.path })
}

/// The document that Convex names when it refuses a schema.
fn named(said: &str) -> Option<DocumentId> {
    let (_, rest) = said.split_once("Document with ID \"")?;
    let (id, _) = rest.split_once('"')?;
    id.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_names_its_document() {
        let id = "j5700000000000000000000000001qv0";
        let said = format!(
            "✖ Schema validation failed.\nDocument with ID \"{id}\" in table \"films\" does not match \
             the schema: Object is missing the required field `title`."
        );
        assert_eq!(named(&said).map(|id| id.to_string()).as_deref(), Some(id));
        let new = "New document in table \"films\" does not match the schema: no";
        assert_eq!(named(new), None);
        assert_eq!(named("Document with ID \"nonsense\" in table"), None);
    }
}
