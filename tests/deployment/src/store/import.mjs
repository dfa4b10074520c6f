// Documents put in from outside, ids and creation times included, and taken out again.
import { convexToJson, jsonToConvex } from "convex/values";
import { change } from "../engine/log.mjs";
import { DeveloperError } from "./errors.mjs";
import { tableNumberOf } from "./ids.mjs";
import { checkDocument, stripped } from "./values.mjs";

/** All documents in encoded JSON, by table, in the order of their ids. */
export function dump(database) {
  const tables = database.tables.filter(({ name }) => !name.startsWith("_"));
  const byId = (table) => [...table.indexes.get("by_id").list.range(null, null)];
  const entries = tables.map((table) => [
    table.name,
    byId(table).map(([, id]) => convexToJson(table.documents.get(id))),
  ]);
  return Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
}

/**
 * Puts documents in, all or none. Those without an id or a creation time get one; a table that is
 * new takes its number from its first id. The active schema must accept them, unless `unchecked`.
 */
export function loadDocuments(database, tables, { unchecked = false, replace = false } = {}) {
  const ready = Object.entries(tables).map(([name, documents]) => {
    const first = documents.find(({ _id }) => _id !== undefined);
    const table = database.ensureTable(name, first === undefined ? null : tableNumberOf(first._id));
    return [
      table,
      documents.map((json) => prepared(database, table, jsonToConvex(json), unchecked)),
    ];
  });
  const changes = [];
  const put = (table, id, document) => {
    changes.push(change(table.name, id, table.documents.get(id) ?? null, document));
    table.put(id, document);
  };
  for (const [table, documents] of ready) {
    if (replace) for (const id of [...table.documents.keys()]) put(table, id, null);
    for (const document of documents) put(table, document._id, document);
    database.host.committed(database, table.name);
  }
  database.host.log.committed({}, changes);
  return Object.fromEntries(
    ready.map(([table, documents]) => [table.name, documents.map(({ _id }) => _id)]),
  );
}

function prepared(database, table, given, unchecked) {
  const { clock, ids } = database.host;
  const { _id = ids.make(table.number), _creationTime = clock.next(), ...fields } = given;
  if (tableNumberOf(_id) !== table.number) {
    throw new DeveloperError(
      "InvalidId",
      `ID ${_id} isn't of table ${table.name}, whose number is ${table.number}`,
    );
  }
  clock.observe(_creationTime);
  const document = { ...stripped(fields), _id, _creationTime };
  checkDocument(document);
  const reason = unchecked ? null : database.violation(database.schema, table.name, fields);
  if (reason !== null)
    throw new DeveloperError("SchemaEnforcementError", `${table.name}: ${reason}`);
  return document;
}
