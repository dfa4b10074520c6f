//! What the functions of a deployment are called with and answer, as its log has it.

use schema_core::name::TableName;
use schema_core::version::{VersionName, VersionNumber};
use serde::Deserialize;

use crate::clock::Timestamp;
use crate::digest::Digest;
use crate::range::IdRange;
use crate::step::StepKey;
use crate::store::{Canonical, ProgramShare, QuarantineCode, Receipt, ReceiptCounts, Seen};

use super::super::log::Entered;
use super::id_of;

#[derive(Deserialize)]
pub(super) struct Step {
    pub(super) table: String,
    pub(super) old: u32,
    pub(super) new: u32,
}

impl Step {
    pub(super) fn key(self) -> StepKey {
        let Self { table, old, new } = self;
        let table = TableName::from_checked(&table);
        StepKey { table, old: VersionNumber(old), new: VersionNumber(new) }
    }
}

#[derive(Deserialize)]
pub(super) struct Answered {
    pub(super) kind: String,
    pub(super) run: Option<u64>,
}

#[derive(Deserialize)]
pub(super) struct Claimed {
    pub(super) runner: String,
}

#[derive(Deserialize)]
pub(super) struct Run {
    pub(super) run: u64,
}

#[derive(Deserialize)]
pub(super) struct Controls {
    pub(super) control: String,
    pub(super) run: Option<u64>,
}

#[derive(Deserialize)]
pub(super) struct Begins {
    pub(super) run: u64,
    pub(super) step: Step,
    pub(super) ranges: Vec<IdRange>,
}

#[derive(Deserialize)]
pub(super) struct Starts {
    pub(super) run: u64,
    pub(super) step: Step,
    pub(super) start: StartedBy,
}

#[derive(Deserialize)]
pub(super) struct StartedBy {
    pub(super) program: String,
}

#[derive(Deserialize)]
pub(super) struct Passed {
    pub(super) pass: u32,
}

#[derive(Deserialize)]
pub(super) struct Withdraws {
    pub(super) run: u64,
    pub(super) table: String,
}

#[derive(Deserialize)]
pub(super) struct Repairs {
    pub(super) run: u64,
    pub(super) id: String,
}

#[derive(Deserialize)]
pub(super) struct Stands {
    pub(super) checkpoint: crate::checkpoint::Checkpoint,
}

#[derive(Deserialize)]
pub(super) struct Commits {
    pub(super) run: u64,
    pub(super) step: Step,
    pub(super) pass: u32,
    pub(super) range: u32,
    pub(super) follows: crate::checkpoint::Checkpoint,
    pub(super) writes: Vec<Carries>,
    pub(super) quarantine: Vec<Refused>,
    pub(super) settled: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct Carries {
    pub(super) id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Refused {
    pub(super) id: String,
    pub(super) read: String,
    #[serde(default)]
    pub(super) also_read: Vec<AlsoRead>,
    pub(super) code: String,
    pub(super) reason: String,
}

#[derive(Deserialize)]
pub(super) struct AlsoRead {
    pub(super) id: String,
    pub(super) read: Option<String>,
}

impl Refused {
    pub(super) fn entered(self) -> Result<Entered, String> {
        let Self { id, read, also_read, code, reason } = self;
        let seen = |AlsoRead { id, read }: AlsoRead| {
            Ok(Seen { id: id_of(&id)?, read: read.map(Canonical::from_stored) })
        };
        let also_read: Vec<_> = also_read.into_iter().map(seen).collect::<Result<_, String>>()?;
        let also_read = Seen::digest(&also_read);
        let code = QuarantineCode::from_stored(&code).ok_or_else(|| format!("no code {code}"))?;
        let (id, read) = (id_of(&id)?, Canonical::from_stored(read));
        Ok(Entered { id, read, also_read, code, reason })
    }
}

#[derive(Deserialize)]
pub(super) struct Notes {
    pub(super) run: u64,
    pub(super) receipt: Noted,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Noted {
    pub(super) deployment: String,
    pub(super) table: String,
    pub(super) version: u32,
    pub(super) hash: String,
    pub(super) old_version: u32,
    pub(super) old_hash: String,
    pub(super) carried_away: bool,
    pub(super) counts: ReceiptCounts,
    pub(super) programs: Vec<ProgramShare>,
    pub(super) verified_at: u64,
}

impl Noted {
    pub(super) fn receipt(self) -> Result<Receipt, String> {
        let table = TableName::from_checked(&self.table);
        Ok(Receipt {
            deployment: self.deployment.parse().map_err(|_| "no deployment's name".to_owned())?,
            name: VersionName { table, version: VersionNumber(self.version) },
            old: VersionNumber(self.old_version),
            old_hash: Digest::from_stored(self.old_hash),
            new_hash: Digest::from_stored(self.hash),
            carried_away: self.carried_away,
            counts: self.counts,
            programs: self.programs,
            verified_at: Timestamp(self.verified_at),
        })
    }
}
