//! What the ledger says: passes, ends, receipts, schemas.

use std::collections::BTreeMap;

use schema_core::id::DocumentId;
use schema_core::name::TableName;
use schema_core::value::Object;
use schema_core::version::VersionNumber;

use crate::checkpoint::{Checkpoint, Counts};
use crate::digest::Digest;
use crate::range::IdRange;
use crate::run::history;
use crate::step::{RangeNumber, StepKey};
use crate::store::{Canonical, Manifest, Receipt, TablePhase};
use crate::testing::judge::declaration;
use crate::testing::judge::log::{Actor, PushedBy, Sent, short};
use crate::testing::judge::rules::CARRIED;

use super::{Judged, Oracle, Range, Walked};

impl Oracle {
    /// Whether a document has an open entry as it is.
    pub(crate) fn is_listed(&self, id: DocumentId, fields: &Object) -> bool {
        self.listed.get(&id).is_some_and(|listed| listed.read == Canonical::of(fields))
    }

    pub(crate) fn begin(&mut self, step: &StepKey, pass: u32, ranges: &[IdRange]) -> Judged {
        let known = self.steps.get(step);
        let follows = known.map_or(0, |known| known.pass);
        if pass != follows + 1 {
            return Err(format!("pass {pass} of {step} follows pass {follows}"));
        }
        let counts = known.map(|known| known.counts).unwrap_or_default();
        let listed = Checkpoint { done: true, ..Checkpoint::default() };
        let listed = std::iter::once((&IdRange::WHOLE, listed));
        let begun =
            |range: &IdRange| Checkpoint { cursor: range.after.clone(), ..Checkpoint::default() };
        let walked = ranges.iter().map(|range| (range, begun(range)));
        let ranges = (0..).zip(listed.chain(walked)).map(|(number, (range, checkpoint))| {
            (number, Range { checkpoint, bounds: range.clone(), moved_at: self.now })
        });
        let walked = Walked { pass, ranges: ranges.collect(), counts, began_at: self.now };
        self.steps.insert(step.clone(), walked);
        Ok(())
    }

    /// Once a walk that has met nothing old is over, what was there when it began isn't old.
    pub(crate) fn over(&self, step: &StepKey) -> Judged {
        let Some(walked) = self.steps.get(step) else { return Ok(()) };
        let is_over = walked.ranges.values().all(|range| range.checkpoint.done);
        if !is_over || old_in_pass(walked) > 0 {
            return Ok(());
        }
        let missed = self.left_since(step, walked.began_at);
        if missed.is_empty() {
            return Ok(());
        }
        Err(format!("pass {} of {step} has met nothing old, and missed {missed:?}", walked.pass))
    }

    /// Documents that have been left since some time, and aren't listed as they are.
    fn left_since(&self, step: &StepKey, since: usize) -> Vec<String> {
        let left = self.documents.left(step);
        left.filter(|(id, kept)| kept.written_at < since && !self.is_listed(*id, &kept.fields))
            .map(|(id, _)| short(id))
            .collect()
    }

    /// The run loop says that a step is done.
    pub(crate) fn finished(&self, actor: Actor, step: &StepKey) -> Judged {
        // What a process says that has lost its place may be long over.
        if self.runs.get(&actor) != Some(&self.fence.run) {
            return Ok(());
        }
        let walked = self.steps.get(step).ok_or_else(|| format!("{step} never began"))?;
        let is_over = walked.ranges.values().all(|range| range.checkpoint.done);
        if is_over && old_in_pass(walked) == 0 {
            return Ok(());
        }
        Err(format!("{step} ends in pass {}, which isn't the last", walked.pass))
    }

    /// A verification that has found nothing proves all that was there when it began: none of it may
    /// be refused by the validator. Other processes only make such documents valid meanwhile.
    pub(crate) fn verified(&self, actor: Actor, table: &TableName, failing: u64) -> Judged {
        let since = self.verifying.get(&(actor, table.clone()));
        let since = since.ok_or_else(|| format!("{table} is verified, which never began"))?;
        if failing > 0 {
            return Ok(());
        }
        let declaration = declaration();
        let history = history(&declaration, table);
        let history = history.ok_or_else(|| format!("{table} is verified, and has no version"))?;
        let validator = &history.newest().document;
        let kept = self.documents.0.iter().filter(|(_, kept)| kept.table == *table);
        for (id, kept) in kept.filter(|(_, kept)| kept.written_at < *since) {
            if let Err(why) = validator.check_object(&kept.fields, &self.numbers) {
                return Err(format!("{table} is verified, and {} isn't valid: {why}", short(*id)));
            }
        }
        Ok(())
    }

    pub(crate) fn receipt(&mut self, actor: Actor, receipt: &Receipt) -> Judged {
        let table = &receipt.name.table;
        let since = if receipt.carried_away {
            // That a table is empty is one look.
            let pages = self.paged.get(&(actor, table.clone(), None));
            pages.and_then(|pages| pages.last()).copied()
        } else {
            self.verifying.get(&(actor, table.clone())).copied()
        };
        // What the active schema enforces needs no verification.
        let is_enforced = self.narrowed.contains(table);
        let Some(since) = since.or(is_enforced.then_some(self.now)) else {
            return Err(format!("a receipt of {table} without a verification"));
        };
        let since = if is_enforced { self.now } else { since };
        let left = self.documents.old(table);
        let left: Vec<_> =
            left.filter(|(_, kept)| kept.written_at < since).map(|(id, _)| short(id)).collect();
        if !left.is_empty() {
            return Err(format!("a receipt of {table} though {left:?} are left"));
        }
        if let Some((id, _)) = self.listed.iter().find(|(_, listed)| listed.table == *table) {
            return Err(format!("a receipt of {table} though {} is in quarantine", short(*id)));
        }
        let (count, verified) = (self.documents.of_table(table).len(), receipt.counts.verified);
        // While somebody inserts and deletes, how many there are depends on when one looks.
        let stands_still = !is_enforced && self.sized.get(table).is_none_or(|sized| *sized < since);
        if stands_still && verified != count as u64 {
            return Err(format!("{verified} documents of {table} are verified, of {count}"));
        }
        self.counted(receipt)?;
        self.proved.insert(table.clone());
        Ok(())
    }

    /// A receipt says what was done to its table, no less and no more.
    pub(crate) fn counted(&self, receipt: &Receipt) -> Judged {
        let table = &receipt.name.table;
        let mut done = Counts::default();
        for (_, walked) in self.steps.iter().filter(|(step, _)| step.table == *table) {
            done += walked.counts;
        }
        let counts = receipt.counts;
        let said = Counts {
            carried: counts.carried,
            hybrids: counts.hybrids,
            inserted: counts.inserted,
            deleted: counts.deleted,
            quarantined: done.quarantined,
        };
        if said != done {
            return Err(format!("the receipt of {table} says {said:?}, and done was {done:?}"));
        }
        let mut shares = BTreeMap::<&Digest, u64>::new();
        for ((_, program), share) in
            self.shares.iter().filter(|((step, _), _)| step.table == *table)
        {
            *shares.entry(program).or_default() += share;
        }
        let said: BTreeMap<_, _> =
            receipt.programs.iter().map(|share| (&share.program, share.carried)).collect();
        if said != shares || said.len() != receipt.programs.len() {
            return Err(format!("the receipt of {table} says {said:?}, and did {shares:?}"));
        }
        Ok(())
    }

    /// A batch is committed: what it migrates is the work of the program that goes on with its step.
    pub(crate) fn migrated(&mut self, batch: &Sent) -> Judged {
        let migrated = batch.writes.len() as u64;
        if migrated == 0 {
            return Ok(());
        }
        let step = &batch.range.step;
        let program = self.programs.get(step);
        let program =
            program.ok_or_else(|| format!("nobody has said by what {step} is written"))?;
        *self.shares.entry((step.clone(), program.clone())).or_default() += migrated;
        Ok(())
    }

    /// A schema is active: what it takes no more mustn't be there.
    pub(crate) fn pushed(
        &mut self,
        manifest: &Manifest,
        proved: &[TableName],
        by: PushedBy,
    ) -> Judged {
        self.proved.extend(proved.iter().cloned());
        self.narrowed.clear();
        for table in CARRIED.map(TableName::from_checked) {
            match manifest.tables.get(&table) {
                // It is the old version's, or accepts both.
                Some(now) if now.version == VersionNumber(1) => continue,
                Some(now) if now.phase != TablePhase::Narrowed => continue,
                Some(_) => {}
                // The deployment doesn't look at documents of a table that leaves its schema.
                None if table.as_str() == "guests" && by == PushedBy::Hand => continue,
                None if table.as_str() == "guests" => {}
                None => return Err(format!("{table} has left the schema")),
            }
            if manifest.tables.contains_key(&table) {
                self.narrowed.insert(table.clone());
            }
            if let Some((id, _)) = self.documents.old(&table).next() {
                return Err(format!("{table} is narrow, and {} is left", short(id)));
            }
            if by == PushedBy::Hand {
                continue;
            }
            if !self.proved.contains(&table) {
                return Err(format!("{table} is narrow without a receipt"));
            }
            if let Some((id, _)) = self.listed.iter().find(|(_, listed)| listed.table == table) {
                return Err(format!("{table} is narrow, and {} is in quarantine", short(*id)));
            }
        }
        Ok(())
    }
}

/// Documents of the pass that were old when they were met.
fn old_in_pass(walked: &Walked) -> u64 {
    let listed = RangeNumber::LISTED.0;
    let walked = walked.ranges.iter().filter(|(number, _)| **number != listed);
    walked.map(|(_, range)| range.checkpoint.old).sum()
}
