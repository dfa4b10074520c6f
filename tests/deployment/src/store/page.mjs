// `.paginate()`: cursors that belong to one query and tell nothing, and pages that end where the
// server's do. A page that is exactly full isn't the last one: the next may be empty.
import { createHash } from "node:crypto";
import { DeveloperError } from "./errors.mjs";
import { planned, walk, wanted } from "./query.mjs";
import { sizeOf } from "./weighed.mjs";

const ROWS_MAX = 32_000;
const RECOMMENDED_ROWS = 6144;

const fingerprint = (query) =>
  createHash("sha256").update(JSON.stringify(query)).digest("hex").slice(0, 16);

function writeCursor(query, key) {
  const text = JSON.stringify([
    fingerprint(query),
    key === null ? null : Buffer.from(key, "latin1").toString("hex"),
  ]);
  return Buffer.from(text).toString("base64url");
}

/** The key that a cursor stands at; null behind the last one, and undefined before the first. */
function readCursor(query, cursor) {
  if (cursor === null) return undefined;
  try {
    const [made, key] = JSON.parse(Buffer.from(cursor, "base64url").toString());
    if (made === fingerprint(query))
      return key === null ? null : Buffer.from(key, "hex").toString("latin1");
  } catch {
    // Not one of ours, like one of another query.
  }
  const error = new DeveloperError(
    "InvalidCursor",
    "InvalidCursor: Tried to run a query starting from a cursor, but it looks like this cursor is from a different query.",
  );
  error.data = { isConvexSystemError: true, paginationError: "InvalidCursor" };
  throw error;
}

function check({ pageSize, maximumRowsRead, maximumBytesRead }) {
  if (pageSize === 0) {
    throw new DeveloperError(
      "NoDocumentsForPagination",
      "Must fetch at least one document when paginating",
    );
  }
  if (pageSize > ROWS_MAX) {
    throw new DeveloperError(
      "PageSizeTooLarge",
      `Page size ${pageSize} is over the limit of ${ROWS_MAX}`,
    );
  }
  if (maximumRowsRead === 0 || maximumBytesRead === 0) {
    throw new DeveloperError(
      "InvalidPaginationLimit",
      "maximumRowsRead and maximumBytesRead must be greater than zero",
    );
  }
}

export function paginate(database, request) {
  const { query, cursor, endCursor, pageSize } = request;
  check(request);
  const plan = planned(database, query.source);
  const start = readCursor(query, cursor);
  const end = endCursor ? readCursor(query, endCursor) : undefined;
  const [rowsMax, bytesMax] =
    end !== undefined
      ? [Infinity, Infinity]
      : [request.maximumRowsRead ?? Infinity, request.maximumBytesRead ?? Infinity];
  const page = [];
  const keys = [];
  let bytes = 0;
  let status = null;
  let done = true;
  for (const [key, document] of start === null ? [] : walk(database, narrowed(plan, start, end))) {
    keys.push(key);
    bytes += sizeOf(document);
    if (wanted(query, document)) page.push(document);
    else database.passedOver(document);
    if (keys.length >= rowsMax || bytes >= bytesMax) status = "SplitRequired";
    if (status !== null || (end === undefined && page.length >= pageSize)) {
      done = false;
      break;
    }
  }
  sawPage(database, plan, start, done ? undefined : keys.at(-1));
  // An end that isn't the very end is where the page stops, whatever lies behind.
  const stopped = end !== undefined && end !== null;
  const position = done ? (stopped ? end : null) : keys.at(-1);
  if (status === null && keys.length > RECOMMENDED_ROWS) status = "SplitRecommended";
  const split =
    status === null || keys.length < 2 ? null : writeCursor(query, keys[(keys.length - 1) >> 1]);
  return {
    page,
    isDone: done && !stopped,
    continueCursor: writeCursor(query, position),
    splitCursor: split,
    pageStatus: status,
  };
}

/** The part of a plan behind one key, up to and with another. */
function narrowed(plan, start, end) {
  const { descending } = plan;
  let { low, high } = plan;
  if (start !== undefined) descending ? (high = start) : (low = `${start}\0`);
  if (end !== undefined && end !== null) descending ? (low = end) : (high = `${end}\0`);
  return { ...plan, low, high };
}

function sawPage(database, plan, start, last) {
  if (start === null) return;
  const { low, high } = narrowed(plan, start, last);
  database.usage.saw(plan.tableName, plan.indexName, low, high);
}
