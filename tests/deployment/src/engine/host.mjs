// convex-test as the runner of functions: it makes transactions, nests calls, schedules, and hands
// every system call of a function on. What it stores documents in, and what it counts with, is
// replaced by the deployment's own, which is why its version is pinned to the digit.
import { AsyncLocalStorage } from "node:async_hooks";
import { convexTest } from "convex-test";
import { convexToJson } from "convex/values";
import { currentCall, currentComponent } from "./functions.mjs";
import { CommitLog } from "./log.mjs";
import { SYSCALLS } from "./syscalls.mjs";
import { CreationClock } from "../store/clock.mjs";
import { Database } from "../store/database.mjs";
import { IdMaker } from "../store/ids.mjs";
import { TableNumbers } from "../store/numbers.mjs";
import { Usage } from "../store/usage.mjs";

/** convex-test keeps its state to itself, but runs every call with it as the store of its context. */
function stateOf(test) {
  const { run } = AsyncLocalStorage.prototype;
  let state = null;
  AsyncLocalStorage.prototype.run = function (store, ...rest) {
    if (store?.components !== undefined && store.transactionManager !== undefined) state = store;
    return run.call(this, store, ...rest);
  };
  try {
    // The context is entered at once; what becomes of the call doesn't matter.
    test.fun({ componentPath: "", udfPath: "none" }, {}).catch(() => {});
  } finally {
    AsyncLocalStorage.prototype.run = run;
  }
  if (state === null) throw new Error("convex-test isn't the version that this was written for");
  return state;
}

export class Host {
  numbers = new TableNumbers();
  ids = new IdMaker();
  clock = new CreationClock();
  #state;
  #usage = null;
  /** Told of each table that a transaction has changed. */
  committed = () => {};
  /** Told how many bytes each document that is committed writes, its index entries included. */
  wrote = () => {};
  /** How much later than asked a scheduled function runs, in milliseconds. */
  schedulerDelay = () => 0;
  /** Shown the fields of each document that a transaction is about to commit. */
  committing = () => {};
  log = new CommitLog();

  /** @param limits what one transaction may use, or null for no limit */
  constructor({ limits }) {
    this.limits = limits;
    this.test = convexTest({ modules: { "./convex/_generated/api.js": async () => ({}) } });
    this.#state = stateOf(this.test);
    const host = this;
    Object.defineProperty(this.#state.transactionManager, "_metricsTracker", {
      get: () => host.#usage,
      set: (tracker) => {
        host.#usage = tracker === null ? null : host.#newUsage();
      },
    });
    this.#state.syscall = this.#syscalls(this.#state.syscall);
    this.#state.asyncSyscall = this.#asyncSyscalls(this.#state.asyncSyscall);
    this.setComponent("", new Map());
  }

  #newUsage() {
    return this.limits === null
      ? new Usage({ enforced: false })
      : new Usage({ limits: this.limits });
  }

  /** What the transaction under way has used, or null between them. */
  usage() {
    return this.#usage;
  }

  /** The timestamp of the newest commit, in nanoseconds. */
  get timestamp() {
    return this.#state.transactionManager._lastCommitTs;
  }

  database(componentPath = "") {
    return this.#state.components[componentPath]?.db;
  }

  /** Gives the app or a component other code, and a database if it has none. */
  setComponent(componentPath, modules) {
    const db = this.database(componentPath);
    const load = async (path) => {
      const module = modules.get(path);
      if (module === undefined) throw new Error(`there is no module ${path}`);
      return module;
    };
    const database = db instanceof Database ? db : new Database(this, componentPath);
    this.#state.components[componentPath] = { db: database, modules: load };
    return database;
  }

  /** Forgets every table of every database, and the numbers of all. */
  clear() {
    for (const { db } of Object.values(this.#state.components)) db.clear();
    this.numbers = new TableNumbers();
  }

  /** Told what a transaction has changed. */
  changed(changes) {
    const { path, args, result } = currentCall() ?? {};
    const json = (value) => (value === undefined ? null : convexToJson(value));
    this.log.committed({ path, args: json(args), result: json(result) }, changes);
  }

  #syscalls(original) {
    return (operation, json) => {
      if (operation !== "1.0/db/normalizeId") return original(operation, json);
      const { table, idString } = JSON.parse(json);
      const found = this.database().tableOf(idString);
      return JSON.stringify({ id: found === table ? idString : null });
    };
  }

  #asyncSyscalls(original) {
    return async (operation, json) => {
      const own = SYSCALLS[operation];
      if (own !== undefined) return own(this.database(currentComponent()), JSON.parse(json));
      if (operation !== "1.0/schedule") return original(operation, json);
      const args = JSON.parse(json);
      // The time is in seconds.
      const ts = args.ts + this.schedulerDelay() / 1000;
      return original(operation, JSON.stringify({ ...args, ts }));
    };
  }

  /** Does something between two transactions, as a transaction of its own. */
  exclusively(work) {
    return this.test.run(async () => {
      await work();
    });
  }
}
