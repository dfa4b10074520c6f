//! What a deployment holds, written as an export of it.

use std::path::Path;

use super::{SnapshotError, SnapshotWriter, WhenThere};
use crate::error::StoreError;
use crate::range::IdRange;
use crate::store::{BatchSize, PageLimit, Store};

/// A deployment couldn't be exported.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The deployment can't be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file can't be written.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
}

/// Writes every document of a deployment into an export, as `npx convex export` does for one of
/// Convex's own. Documents that are written meanwhile may be in it or not.
///
/// # Errors
///
/// The deployment can't be read, or the file can't be written; then there is none.
pub async fn export<S: Store>(
    store: &S,
    path: &Path,
    when_there: WhenThere,
) -> Result<(), ExportError> {
    let mut writer = SnapshotWriter::create(path, when_there)?;
    let tables = store.tables().await?.names;
    let listed: Vec<_> = tables.iter().map(|(number, name)| (name.clone(), *number)).collect();
    writer.tables(&listed)?;
    for (table, _) in listed {
        let mut rest = IdRange::WHOLE;
        let mut entry = writer.begin(&table)?;
        loop {
            let page = store.page(&table, &rest, PageLimit::of(BatchSize::MAX)).await?;
            for read in page.documents {
                entry.document(read.document.into_stored())?;
            }
            if page.is_done {
                break;
            }
            rest = rest.from_position(&page.cursor);
        }
        entry.finish()?;
    }
    writer.finish()?;
    Ok(())
}
