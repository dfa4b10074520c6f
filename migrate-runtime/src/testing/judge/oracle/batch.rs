//! One batch: each of its documents carried once, from what it was at this very moment.

use std::collections::BTreeMap;

use schema_core::id::DocumentId;
use schema_core::name::TableName;
use schema_core::value::{Object, Value, canonical_object};

use crate::checkpoint::{Checkpoint, Counts};
use crate::cursor::Cursor;
use crate::step::{RangeNumber, StepKey};
use crate::store::QuarantineCode;
use crate::testing::judge::log::{Actor, Committed, Entered, Sent, short};
use crate::testing::judge::rules::{Becomes, Beside, Director, Fate};

use super::documents::Kept;
use super::{Judged, Listed, Oracle};

/// Documents that a batch has made, which nothing has accounted for yet.
type Made = BTreeMap<DocumentId, (TableName, Object)>;

impl Oracle {
    pub(crate) fn commit(&mut self, committed: &Committed) -> Judged {
        let Committed { actor, batch, checkpoint, after, made } = committed;
        let before = self.stands(batch)?;
        let after: BTreeMap<_, _> = after.iter().cloned().collect();
        let mut left: Made =
            made.iter().map(|(table, id, fields)| (*id, (table.clone(), fields.clone()))).collect();
        let mut done = Counts { inserted: left.len() as u64, ..Counts::default() };
        for id in &batch.writes {
            let becomes = self.carry(&batch.range.step, *id, &mut left)?;
            let (is, wanted) = (after.get(id), becomes.fields.as_ref());
            if is != wanted {
                let (is, wanted) = (is.map(canonical_object), wanted.map(canonical_object));
                return Err(format!("{} is {is:?} and should be {wanted:?}", short(*id)));
            }
            done.carried += 1;
            done.deleted += u64::from(wanted.is_none());
            done.hybrids += u64::from(becomes.is_hybrid);
            self.listed.remove(id);
        }
        if let Some((id, (table, _))) = left.first_key_value() {
            return Err(format!("{table} {} was made, and nothing asked for it", short(*id)));
        }
        for id in &batch.settled {
            self.listed.remove(id);
        }
        for entry in &batch.quarantine {
            done.quarantined += u64::from(self.list(batch, entry)?);
        }
        self.moves(*actor, batch, &before, checkpoint, done)
    }

    /// Where the batch's range stands, which must be what the batch follows.
    fn stands(&self, batch: &Sent) -> Result<Checkpoint, String> {
        let range = &batch.range;
        let step = self.steps.get(&range.step);
        let step = step.filter(|step| step.pass == range.pass);
        let known = step.and_then(|step| step.ranges.get(&range.range.0));
        let Some(known) = known else { return Err(format!("{range} isn't walked")) };
        if known.checkpoint != batch.follows {
            return Err(format!(
                "a batch of {range} follows {:?}, and the range stands at {:?}",
                batch.follows, known.checkpoint
            ));
        }
        Ok(known.checkpoint.clone())
    }

    /// Carries one document.
    fn carry(
        &mut self,
        step: &StepKey,
        id: DocumentId,
        made: &mut Made,
    ) -> Result<Becomes, String> {
        let Some(kept) = self.documents.0.get(&id) else {
            return Err(format!("{} is carried, and it is gone", short(id)));
        };
        let mut becomes = match self.documents.fate(step, kept) {
            Fate::Carried(becomes) => becomes,
            Fate::Current => return Err(format!("{} is carried, and it is current", short(id))),
            Fate::Waits => return Err(format!("{} is carried by another step", short(id))),
            Fate::Stays(why) => return Err(format!("{} is carried, and it is {why}", short(id))),
        };
        match becomes.beside.clone() {
            Beside::Nothing => {}
            Beside::Credits(director) => {
                let found = self.director(&director, made)?;
                if let (Some(fields), true) = (&mut becomes.fields, director.is_put_in) {
                    fields.insert("directedBy".to_owned(), found);
                }
            }
            Beside::Admits(name) => {
                let member = Object::from([("name".to_owned(), Value::String(name))]);
                self.take_made("members", &member, made)?;
            }
        }
        match (&becomes.fields, self.documents.0.get_mut(&id)) {
            (Some(fields), Some(kept)) => kept.fields.clone_from(fields),
            (_, _) => drop(self.documents.0.remove(&id)),
        }
        Ok(becomes)
    }

    /// Finds the director, or takes the one that was made, and takes the credit.
    fn director(&mut self, director: &Director, made: &mut Made) -> Result<Value, String> {
        let Director { name, title, .. } = director;
        let fields = Object::from([("name".to_owned(), Value::String(name.clone()))]);
        let directors = TableName::from_checked("directors");
        let known = self.documents.of_table(&directors);
        let known: Vec<_> =
            known.into_iter().filter(|(_, kept)| **kept == fields).map(|(id, _)| id).collect();
        let id = match known.as_slice() {
            [id] => *id,
            [] => self.take_made("directors", &fields, made)?,
            _ => return Err(format!("there is more than one director {name}")),
        };
        let id = Value::String(id.to_string());
        let title = ("title".to_owned(), Value::String(title.clone()));
        let credit = Object::from([title, ("director".to_owned(), id.clone())]);
        self.take_made("credits", &credit, made)?;
        Ok(id)
    }

    fn take_made(
        &mut self,
        table: &str,
        wanted: &Object,
        made: &mut Made,
    ) -> Result<DocumentId, String> {
        let found = made.iter().find(|(_, (of, fields))| of.as_str() == table && fields == wanted);
        let Some(id) = found.map(|(id, _)| *id) else {
            return Err(format!("no {table} {} was made", canonical_object(wanted)));
        };
        made.remove(&id);
        self.numbers.insert(id.table, TableName::from_checked(table));
        let (table, fields) = (TableName::from_checked(table), wanted.clone());
        self.documents.0.insert(id, Kept { table, fields, written_at: self.now });
        Ok(id)
    }

    /// Opens an entry, and says whether it is news.
    fn list(&mut self, batch: &Sent, entry: &Entered) -> Result<bool, String> {
        let (id, table) = (entry.id, batch.range.step.table.clone());
        let Some(kept) = self.documents.0.get(&id) else {
            return Err(format!("{} is listed, and it is gone", short(id)));
        };
        let is_stays = matches!(self.documents.fate(&batch.range.step, kept), Fate::Stays(_));
        // Whether there are namesakes isn't compared: by now they may have parted.
        if !is_stays && entry.code != QuarantineCode::Ambiguous {
            return Err(format!("{} is listed ({}), and it could be", short(id), entry.reason));
        }
        let (read, also_read) = (entry.read.clone(), entry.also_read.clone());
        let known = self.listed.get(&id);
        let is_news = known.is_none_or(|known| known.read != read || known.also_read != also_read);
        self.listed.insert(id, Listed { table, read, also_read });
        Ok(is_news)
    }

    /// Moves the range's checkpoint, which mustn't get ahead of the documents.
    fn moves(
        &mut self,
        actor: Actor,
        batch: &Sent,
        before: &Checkpoint,
        then: &Checkpoint,
        done: Counts,
    ) -> Judged {
        let key = &batch.range;
        if then.revision != before.revision.next() {
            return Err(format!("{key} moves from {:?} to {:?}", before.revision, then.revision));
        }
        let counted = then.counts.since(before.counts);
        if counted != done {
            return Err(format!("{key} counts {counted:?}, and the batch has done {done:?}"));
        }
        let put_off = (then.old - before.old).checked_sub(done.carried);
        let Some(put_off) = put_off else {
            return Err(format!("{key} has carried {} and met fewer", done.carried));
        };
        if key.range != RangeNumber::LISTED {
            let behind = self.behind(actor, batch, before, then);
            if behind.len() as u64 > put_off {
                return Err(format!("{key} passes by {behind:?}, and {put_off} are put off"));
            }
        }
        let Some(step) = self.steps.get_mut(&key.step) else { return Ok(()) };
        step.counts += done;
        if let Some(range) = step.ranges.get_mut(&key.range.0) {
            range.checkpoint = then.clone();
            range.moved_at = self.now;
        }
        self.over(&key.step)
    }

    /// Documents between two positions that are left, though they were when the page was read.
    fn behind(
        &self,
        actor: Actor,
        batch: &Sent,
        before: &Checkpoint,
        then: &Checkpoint,
    ) -> Vec<String> {
        let (step, number) = (&batch.range.step, batch.range.range.0);
        let Some(range) = self.steps.get(step).and_then(|step| step.ranges.get(&number)) else {
            return Vec::new();
        };
        let after = before.cursor.last_id().map(str::to_owned);
        let paged = self.paged.get(&(actor, step.table.clone(), after));
        let paged = paged.into_iter().flatten().find(|at| **at > range.moved_at);
        let paged = paged.copied().unwrap_or(self.now);
        let until = if then.done { range.bounds.until.clone() } else { Some(then.cursor.clone()) };
        let until = until.as_ref().and_then(Cursor::last_id);
        let is_between = |id: DocumentId| {
            let id = id.to_string();
            before.cursor.last_id().is_none_or(|after| *id > *after)
                && until.is_none_or(|until| *id <= *until)
        };
        let left = self.documents.left(step);
        left.filter(|(id, kept)| is_between(*id) && kept.written_at < paged)
            .filter(|(id, kept)| !self.is_listed(*id, &kept.fields))
            .map(|(id, _)| short(id))
            .collect()
    }
}
