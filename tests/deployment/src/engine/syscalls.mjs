// The system calls that functions make most, answered without convex-test: a document's text and
// size are worked out once, when it is first needed, and not at every read.
import { convexToJson, getDocumentSize, jsonToConvex } from "convex/values";

const weighed = new WeakMap();

/** A stored document as JSON text, with its size. Documents never change; they are replaced. */
function weigh(document) {
  let known = weighed.get(document);
  if (known === undefined) {
    known = { text: JSON.stringify(convexToJson(document)), size: getDocumentSize(document) };
    weighed.set(document, known);
  }
  return known;
}

/** A document that is read: counted, and as text. */
function read(usage, document) {
  if (document === null) return "null";
  const { text, size } = weigh(document);
  usage?.trackRead(size);
  return text;
}

/** Before it is changed or deleted a document is loaded, which counts as reading it. */
function load(database, table, id) {
  read(database.usage, database.get(table, id));
}

export const SYSCALLS = {
  "1.0/get": (database, { table, id }) => read(database.usage, database.get(table, id)),

  "1.0/queryStreamNext": (database, { queryId }) => {
    const { value, done } = database.queryNext(queryId);
    return `{"value":${read(database.usage, value)},"done":${done}}`;
  },

  "1.0/insert": (database, { table, value }) => {
    return JSON.stringify({ _id: database.insert(table, jsonToConvex(value)) });
  },

  "1.0/shallowMerge": (database, { table, id, value }) => {
    load(database, table, id);
    database.patch(table, id, value);
    return "{}";
  },

  "1.0/replace": (database, { table, id, value }) => {
    load(database, table, id);
    database.replace(table, id, value);
    return "{}";
  },

  "1.0/remove": (database, { table, id }) => {
    load(database, table, id);
    database.delete(table, id);
    return "{}";
  },
};
