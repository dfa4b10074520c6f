// The schema of a push: what it exports, the first stored document that doesn't fit, and what
// becomes of tables and indexes once it is active.
import { keptSchema } from "./kept.mjs";

/** A schema from the text that `schema.export()` gives; null is no schema, under which all is allowed. */
export function parseSchema(text) {
  if (text === null) return null;
  const exported = keptSchema(JSON.parse(text));
  const tables = exported.tables.map((table) => [
    table.tableName,
    {
      indexes: table.indexes,
      staged: table.stagedDbIndexes.map(({ indexDescriptor }) => indexDescriptor),
      documentType: table.documentType,
      stagedDocumentType: table.stagedDocumentType ?? null,
    },
  ]);
  return { exported, schemaValidation: exported.schemaValidation, tables: new Map(tables) };
}

/** The first document, by table and id, that a schema refuses: its table and the server's words. */
export function firstViolation(database, schema) {
  if (schema === null || !schema.schemaValidation) return null;
  for (const tableName of [...schema.tables.keys()].sort()) {
    const table = database.table(tableName);
    if (table === undefined) continue;
    for (const [, id] of table.indexes.get("by_id").list.range(null, null)) {
      const { _id, _creationTime, ...fields } = table.documents.get(id);
      const reason = database.violation(schema, tableName, fields);
      if (reason !== null) {
        const error = `Document with ID "${id}" in table "${tableName}" does not match the schema: ${reason}`;
        return { tableName, id, error };
      }
    }
  }
  return null;
}

/** Makes the tables that a push declares, so that their numbers follow the order of the pushes. */
export function createTables(database, schema) {
  for (const tableName of schema?.tables.keys() ?? []) database.ensureTable(tableName);
}

/** Makes a schema the one that writes are checked against, with its indexes and no others. */
export function activate(database, schema) {
  createTables(database, schema);
  database.schema = schema;
  for (const table of database.tables) {
    table.setIndexes(schema?.tables.get(table.name)?.indexes ?? []);
  }
}
