//! Documents that lie between two keys.

use crate::error::StoreError;

use super::{Connection, DocumentRow, Sql, all, document_row, params};

/// The ids of documents that are greater than `after` and at most `last`.
pub(in super::super) fn ids_between(
    db: &Connection,
    table: u32,
    (after, last): (&str, &str),
    limit: u32,
) -> Sql<Vec<String>> {
    let sql = "SELECT id FROM documents
               WHERE table_number = ?1 AND id > ?2 AND id <= ?3 ORDER BY id LIMIT ?4";
    all(db, "reading documents", sql, params![table, after, last, limit], |row| row.get(0))
}

/// The documents that an index files under keys in `low..high`, with those keys, in their order. At
/// most `limit`, and no more once their texts have so many bytes.
pub(in super::super) fn documents_by_index(
    db: &Connection,
    table: u32,
    index: &str,
    (low, high): (&[u8], &[u8]),
    limit: u32,
    bytes: usize,
) -> Sql<Vec<(Vec<u8>, DocumentRow)>> {
    let sql = "SELECT documents.id, creation_time, fields, key
               FROM index_entries JOIN documents USING (table_number, id)
               WHERE table_number = ?1 AND index_name = ?2 AND key >= ?3 AND key < ?4
               ORDER BY key LIMIT ?5";
    let read = || -> rusqlite::Result<_> {
        let mut statement = db.prepare_cached(sql)?;
        let mut found = statement.query(params![table, index, low, high, limit])?;
        let (mut rows, mut seen) = (Vec::new(), 0);
        while seen < bytes
            && let Some(row) = found.next()?
        {
            let (key, row) = (row.get(3)?, document_row(row)?);
            seen += row.fields.len();
            rows.push((key, row));
        }
        Ok(rows)
    };
    read().map_err(StoreError::database("searching an index"))
}
