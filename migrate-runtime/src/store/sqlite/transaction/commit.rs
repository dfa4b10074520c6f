//! The end of a transaction.

use schema_core::document::Target;
use schema_core::id::DocumentId;
use schema_core::name::TableName;

use crate::error::StoreError;
use crate::store::sqlite::engine::Engine;
use crate::store::sqlite::{Outcome, SqliteStore, push, sql};

use super::Transaction;

/// How a transaction has ended: all of it happened, or nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It is in the deployment, and happened at one moment.
    Committed,
    /// Something it has read isn't what it was: begin again.
    Conflict(Conflict),
}

/// What isn't any more what a transaction has read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Conflict {
    /// A document has changed, is gone, or is there.
    Document(DocumentId),
    /// Other documents of a table are in a range that was read.
    Range(TableName),
    /// A table that the transaction was about to make has been made, or its number is taken.
    Table(TableName),
    /// Another schema has become active.
    Schema,
}

/// How often a mutation of Convex is tried: once, and four times more.
const ATTEMPTS: u32 = 5;

impl Transaction<'_> {
    /// Makes everything happen that the transaction has written, if all that it has read is still
    /// the same.
    ///
    /// # Errors
    ///
    /// The database can't be written, or the transaction was told before that it does too much
    /// ([`StoreError::TransactionLimit`]). Nothing has happened then.
    pub fn commit(self) -> Result<Ended, StoreError> {
        self.usage.check_all()?;
        self.store.transact(|engine| {
            // What it read and wrote was counted when it did; this is only to make it so.
            engine.usage = None;
            if let Some(conflict) = self.conflict(engine)? {
                return Ok(Outcome::RollBack(Ended::Conflict(conflict)));
            }
            for (_, name) in &self.new_tables {
                engine.table(name)?;
            }
            for (id, written) in &self.writes {
                let (id, creation_time) = (*id, written.creation_time);
                let target = Target { table: &written.table, id, creation_time };
                match &written.fields {
                    Some(fields) if written.is_new => engine.insert_as(&target, fields)?,
                    Some(fields) => engine.replace(id, fields)?,
                    None if written.is_new => {}
                    None => engine.delete(id)?,
                }
            }
            Ok(Outcome::Keep(Ended::Committed))
        })
    }

    fn conflict(&self, engine: &Engine<'_>) -> Result<Option<Conflict>, StoreError> {
        if push::schema_revision(engine.db)? != self.schema.0 {
            return Ok(Some(Conflict::Schema));
        }
        let mut tables = engine.tables.clone();
        for (number, name) in &self.new_tables {
            if tables.number(name).is_some() || tables.next_number()? != *number {
                return Ok(Some(Conflict::Table(name.clone())));
            }
            tables.note(*number, name.clone());
        }
        for (id, _) in self.writes.iter().filter(|(_, written)| written.is_new) {
            if sql::document(engine.db, id.table.0, &id.to_string())?.is_some() {
                return Ok(Some(Conflict::Document(*id)));
            }
        }
        self.reads.conflict(engine.db, &engine.tables)
    }

    /// Whether all that was read is still the same.
    fn stands(&self) -> Result<bool, StoreError> {
        self.store.transact(|engine| Ok(Outcome::RollBack(self.conflict(engine)?.is_none())))
    }
}

impl SqliteStore {
    /// Runs `work` in a transaction and commits it; after a conflict once more from the beginning,
    /// as often as Convex tries a mutation.
    ///
    /// An error of `work` ends it without effect, unless it may come from reads that don't fit
    /// together because something was written between them: that is a conflict, too.
    ///
    /// # Errors
    ///
    /// What `work` answers, or [`StoreError::Contended`].
    pub fn mutate<T, E: From<StoreError>>(
        &self,
        mut work: impl FnMut(&mut Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        for _ in 0..ATTEMPTS {
            let mut transaction = self.begin()?;
            match work(&mut transaction) {
                Ok(answer) => {
                    if transaction.commit()? == Ended::Committed {
                        return Ok(answer);
                    }
                }
                Err(error) => {
                    if transaction.stands()? {
                        return Err(error);
                    }
                }
            }
        }
        Err(StoreError::Contended { attempts: ATTEMPTS }.into())
    }
}
