// What a transaction has used of its limits, nested calls included. It stands in for convex-test's
// own counter, which counts calls where the server counts intervals, and writes that change nothing.
import { DeveloperError } from "./errors.mjs";
import { END, Intervals } from "./intervals.mjs";

const MEBIBYTE = 1 << 20;

/** Per transaction, as the server's defaults are. */
export const LIMITS = {
  bytesRead: 16 * MEBIBYTE,
  bytesWritten: 16 * MEBIBYTE,
  databaseQueries: 4096,
  documentsRead: 32_000,
  documentsWritten: 16_000,
  functionsScheduled: 1000,
  scheduledFunctionArgsBytes: 16 * MEBIBYTE,
};

const HELP =
  "Consider using smaller limits in your queries, paginating your queries, or using indexed queries with a selective index range expressions.";

const REFUSALS = {
  bytesRead: [
    "TooManyBytesRead",
    (limit) =>
      `Too many bytes read in a single function execution (limit: ${limit} bytes). ${HELP}`,
  ],
  bytesWritten: [
    "TooManyBytesWritten",
    (limit) =>
      `Too many bytes written in a single function execution (limit: ${limit / MEBIBYTE} MiB)`,
  ],
  databaseQueries: [
    "TooManyReads",
    (limit) => `Too many reads in a single function execution (limit: ${limit}). ${HELP}`,
  ],
  documentsRead: [
    "TooManyDocumentsRead",
    (limit) => `Too many documents read in a single function execution (limit: ${limit}). ${HELP}`,
  ],
  documentsWritten: [
    "TooManyWrites",
    (limit) => `Too many writes in a single function execution (limit: ${limit})`,
  ],
  functionsScheduled: [
    "TooManyFunctionsScheduled",
    (limit) => `Too many functions scheduled by this mutation (limit: ${limit})`,
  ],
  scheduledFunctionArgsBytes: [
    "ScheduledFunctionsArgumentsTooLarge",
    (limit) =>
      `Too large total size of the arguments of scheduled functions from this mutation (limit: ${limit} bytes)`,
  ],
};

/** What a rolled back call gives back: what it read stays read. */
const UNDONE = [
  "bytesWritten",
  "documentsWritten",
  "functionsScheduled",
  "scheduledFunctionArgsBytes",
];

export class Usage {
  #used = Object.fromEntries(Object.keys(LIMITS).map((name) => [name, 0]));
  #intervals = new Map();
  #layers = [];
  #limits;
  #enforced;

  constructor({ limits = LIMITS, enforced = true } = {}) {
    this.#limits = limits;
    this.#enforced = enforced;
  }

  // The next eight are called by convex-test.

  startTransaction(wanted = {}) {
    const outer = this.#layers.at(-1)?.limits ?? this.#limits;
    const lowered = Object.keys(LIMITS).map((name) => {
      const limit = wanted[name] === undefined ? Infinity : this.#used[name] + wanted[name];
      return [name, Math.min(outer[name], limit)];
    });
    this.#layers.push({ limits: Object.fromEntries(lowered), before: { ...this.#used } });
  }

  commit() {
    this.#layers.pop();
  }

  rollback() {
    const { before } = this.#layers.pop();
    for (const name of UNDONE) this.#used[name] = before[name];
  }

  trackRead(bytes) {
    this.#use("documentsRead", 1);
    this.#use("bytesRead", bytes);
  }

  // The database counts these itself: only it knows what was written and which keys were seen.
  trackWrite() {}
  trackIndexRange() {}

  trackScheduledFunction(bytes) {
    this.#use("functionsScheduled", 1);
    this.#use("scheduledFunctionArgsBytes", bytes);
  }

  getTransactionMetrics() {
    const { limits } = this.#layers.at(-1);
    const metrics = Object.keys(LIMITS).map((name) => {
      const used = this.#used[name];
      return [name, { used, remaining: limits[name] - used }];
    });
    return Object.fromEntries(metrics);
  }

  // The rest is called by the database.

  wrote(bytes) {
    this.#use("documentsWritten", 1);
    this.#use("bytesWritten", bytes);
  }

  saw(table, index, low, high) {
    const name = `${table}.${index}`;
    let intervals = this.#intervals.get(name);
    if (intervals === undefined) this.#intervals.set(name, (intervals = new Intervals()));
    const before = intervals.count;
    intervals.add(low ?? "", high ?? END);
    this.#use("databaseQueries", intervals.count - before);
  }

  /** Whether the answer depends on one of these keys of a table, or on its being free. */
  dependsOn(table, touched) {
    return [...touched].some(([index, keys]) => {
      const intervals = this.#intervals.get(`${table}.${index}`);
      return intervals !== undefined && keys.some((key) => intervals.has(key));
    });
  }

  #use(name, amount) {
    this.#used[name] += amount;
    const limit = (this.#layers.at(-1)?.limits ?? this.#limits)[name];
    if (this.#enforced && this.#used[name] > limit) {
      const [code, message] = REFUSALS[name];
      throw new DeveloperError(code, message(limit));
    }
  }
}
