//! Between what the database holds and what it means.

use std::str::FromStr;

use schema_core::id::DocumentId;
use schema_core::name::TableName;
use schema_core::value::{Object, Value};
use schema_core::version::{VersionName, VersionNumber};
use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::deployment::DeploymentName;
use crate::digest::Digest;
use crate::error::StoreError;
use crate::step::StepKey;
use crate::store::{
    Canonical, LazyDocument, Manifest, ProgramShare, QuarantineCode, QuarantineEntry, ReadDocument,
    Receipt, ReceiptCounts,
};

use super::sql::{DocumentRow, QuarantineRow, StepRow};

pub(super) fn id(text: &str) -> Result<DocumentId, StoreError> {
    DocumentId::from_str(text)
        .map_err(|error| StoreError::damaged(format!("`{text}` stands for a document id: {error}")))
}

pub(super) fn fields(row: &DocumentRow) -> Result<Object, StoreError> {
    fields_of(&row.id, &row.fields)
}

pub(super) fn fields_of(id: &str, text: &str) -> Result<Object, StoreError> {
    match Value::from_canonical_text(text) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err(StoreError::damaged(format!("document {id} isn't an object"))),
        Err(error) => Err(StoreError::damaged(format!("document {id}: {error}"))),
    }
}

pub(super) fn read_document(row: DocumentRow) -> Result<ReadDocument, StoreError> {
    let DocumentRow { id: id_text, creation_time, fields } = row;
    let (id, read) = (id(&id_text)?, Canonical::from_stored(fields));
    let document = LazyDocument::of(id, creation_time, &read, |text| fields_of(&id_text, text))?;
    Ok(ReadDocument { id, document, read })
}

pub(super) fn step_row(step: &StepKey) -> StepRow<'_> {
    StepRow { table: step.table.as_str(), old: step.old.0, new: step.new.0 }
}

pub(super) fn manifest_text(manifest: &Manifest) -> Result<String, StoreError> {
    to_json("the manifest", manifest)
}

pub(super) fn manifest(text: &str) -> Result<Manifest, StoreError> {
    from_json("the manifest", text)
}

pub(super) fn quarantine_entry(row: QuarantineRow) -> Result<QuarantineEntry, StoreError> {
    let table = TableName::from_checked(row.table);
    let code = QuarantineCode::from_stored(&row.code).ok_or_else(|| {
        StoreError::damaged(format!("`{}` stands for a quarantine code", row.code))
    })?;
    Ok(QuarantineEntry {
        id: id(&row.id)?,
        step: StepKey {
            table: table.clone(),
            old: VersionNumber(row.old),
            new: VersionNumber(row.new),
        },
        table,
        code,
        path: row.path,
        reason: row.reason,
        digest: Digest::from_stored(row.digest),
        also_read: row.also_read.map(Digest::from_stored),
        opened_at: Timestamp(row.opened_at),
    })
}

/// [`Receipt`] as the ledger keeps it.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct LedgerReceipt {
    table: String,
    old: u32,
    new: u32,
    old_hash: Digest,
    new_hash: Digest,
    carried_away: bool,
    counts: ReceiptCounts,
    /// Layout 2 didn't have them.
    #[serde(default)]
    programs: Vec<ProgramShare>,
    verified_at: Timestamp,
}

pub(super) fn receipt_text(receipt: &Receipt) -> Result<String, StoreError> {
    let Receipt {
        deployment: _,
        name,
        old,
        old_hash,
        new_hash,
        carried_away,
        counts,
        programs,
        verified_at,
    } = receipt.clone();
    let stored = LedgerReceipt {
        table: name.table.as_str().to_owned(),
        old: old.0,
        new: name.version.0,
        old_hash,
        new_hash,
        carried_away,
        counts,
        programs,
        verified_at,
    };
    to_json("a receipt", &stored)
}

pub(super) fn receipt(deployment: &DeploymentName, text: &str) -> Result<Receipt, StoreError> {
    let LedgerReceipt {
        table,
        old,
        new,
        old_hash,
        new_hash,
        carried_away,
        counts,
        programs,
        verified_at,
    } = from_json("a receipt", text)?;
    Ok(Receipt {
        deployment: deployment.clone(),
        name: VersionName { table: TableName::from_checked(table), version: VersionNumber(new) },
        old: VersionNumber(old),
        old_hash,
        new_hash,
        carried_away,
        counts,
        programs,
        verified_at,
    })
}

pub(super) fn to_json<T: Serialize>(what: &str, value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::damaged(format!("{what}: {error}")))
}

pub(super) fn from_json<T: for<'de> Deserialize<'de>>(
    what: &str,
    text: &str,
) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::damaged(format!("{what}: {error}")))
}
