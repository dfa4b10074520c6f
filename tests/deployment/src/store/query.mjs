// A query as a walk over an index: committed documents and this transaction's own, in one order.
import { DeveloperError } from "./errors.mjs";
import { evaluate, literal } from "./filter.mjs";
import { after, keyOf } from "./order.mjs";

/** Where in which index a query looks, or null for a table that isn't there. */
export function planned(database, source) {
  if (source.type === "Search") {
    throw new Error("the test deployment has no text search");
  }
  const scan = source.type === "FullTableScan";
  const [tableName, indexName] = scan
    ? [source.tableName, "by_creation_time"]
    : source.indexName.split(".");
  const descending = source.order === "desc";
  const table = database.table(tableName);
  const index = table?.indexes.get(indexName);
  if (index === undefined && !["by_id", "by_creation_time"].includes(indexName)) {
    throw new DeveloperError("IndexNotFoundError", `Index ${tableName}.${indexName} not found.`);
  }
  const bounds = scan
    ? { low: null, high: null }
    : bound(source.range, index?.fields ?? ["_creationTime", "_id"], source.indexName);
  return { tableName, indexName, index, descending, ...bounds };
}

/** Equalities on the first fields, then at most one bound each way on the next one. */
function bound(range, fields, name) {
  let prefix = "";
  let equalities = 0;
  let low = null;
  let high = null;
  for (const { type, fieldPath, value } of range) {
    const bounded = low !== null || high !== null;
    const taken = {
      Eq: bounded,
      Gt: low !== null,
      Gte: low !== null,
      Lt: high !== null,
      Lte: high !== null,
    };
    if (fieldPath !== fields[equalities] || taken[type]) {
      throw new DeveloperError(
        "InvalidIndexRange",
        `Tried to query index ${name} but the query didn't use the index fields in order. Index fields: [${fields.join(", ")}], at \`${fieldPath}\``,
      );
    }
    const key = keyOf(literal(value));
    if (type === "Eq") {
      prefix += key;
      equalities += 1;
    } else if (type === "Gt" || type === "Gte") {
      low = type === "Gt" ? after(prefix + key) : prefix + key;
    } else {
      high = type === "Lt" ? prefix + key : after(prefix + key);
    }
  }
  const all = prefix === "";
  return { low: low ?? (all ? null : prefix), high: high ?? (all ? null : after(prefix)) };
}

/** The `[key, document]` of a plan in its order, from what is committed and what is pending. */
export function* walk(database, plan) {
  const { tableName, index, descending, low, high } = plan;
  if (index === undefined) return;
  const pending = database.pending(tableName);
  const inside = (key) => (low === null || key >= low) && (high === null || key < high);
  const own = [...pending.values()]
    .filter((document) => document !== null)
    .map((document) => [index.key(document), document])
    .filter(([key]) => inside(key));
  own.sort(([left], [right]) => (left < right === descending ? 1 : -1));
  let next = 0;
  const { documents } = database.table(tableName);
  for (const [key, id] of index.list.range(low, high, descending)) {
    if (pending.has(id)) continue;
    while (next < own.length && own[next][0] < key !== descending) yield own[next++];
    yield [key, documents.get(id)];
  }
  yield* own.slice(next);
}

/**
 * The documents of a query without pagination, counting what it passes over.
 *
 * What is returned is counted by the caller, who alone knows that it was.
 */
export function* results(database, query) {
  const plan = planned(database, query.source);
  const { low, high, tableName, indexName, descending } = plan;
  const { usage } = database;
  const limits = query.operators.map((operator) => operator.limit ?? Infinity);
  const passed = query.operators.map(() => 0);
  if (limits.includes(0)) return;
  for (const [key, document] of walk(database, plan)) {
    if (descending) usage.saw(tableName, indexName, key, high);
    else usage.saw(tableName, indexName, low, `${key}\0`);
    let kept = true;
    let last = false;
    for (const [place, operator] of query.operators.entries()) {
      if (operator.filter !== undefined && evaluate(operator.filter, document) !== true) {
        kept = false;
        break;
      }
      passed[place] += 1;
      last ||= passed[place] >= limits[place];
    }
    if (kept) yield document;
    else database.passedOver(document);
    if (last) return;
  }
  usage.saw(tableName, indexName, low, high);
}

/** Whether every filter of a query lets a document through. */
export function wanted(query, document) {
  return query.operators.every(
    ({ filter }) => filter === undefined || evaluate(filter, document) === true,
  );
}
