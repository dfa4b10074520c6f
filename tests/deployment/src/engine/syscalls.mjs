// The system calls that functions make most, answered without convex-test.
import { jsonToConvex } from "convex/values";
import { countPage } from "./functions.mjs";
import { sizeOf, textOf } from "../store/weighed.mjs";

/** A document that is read: counted, and as text. */
function read(usage, document) {
  if (document === null) return "null";
  usage?.trackRead(sizeOf(document));
  return textOf(document);
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

  "1.0/queryPage": (database, request) => {
    countPage();
    const { page, ...rest } = database.paginate(request);
    const texts = page.map((document) => read(database.usage, document));
    return `{"page":[${texts}],${JSON.stringify(rest).slice(1)}`;
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
