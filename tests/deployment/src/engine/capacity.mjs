// What a deployment of a given size does at most: calls at once, bytes written in a second, and the
// time that a transaction and a hop of the scheduler take. Without limits it costs nothing.
import { setTimeout as sleep } from "node:timers/promises";
import { SystemError } from "../store/errors.mjs";

const WINDOW_MS = 1000;
const RETRIES_MAX = 4;
const BACKOFF_MS = [100, 2000];

/** The smallest class of hosted deployment, as it is documented. */
export const S16 = {
  writeBytesPerSecond: 4 << 20,
  mutationsAtOnce: 16,
  queriesAtOnce: 16,
  transactionMs: 3,
  schedulerMs: 5,
  waitMs: 5000,
};

const NONE = {
  writeBytesPerSecond: Infinity,
  mutationsAtOnce: Infinity,
  queriesAtOnce: Infinity,
  transactionMs: 0,
  schedulerMs: 0,
  waitMs: 5000,
};

export class Capacity {
  #limits = NONE;
  #running = { query: 0, mutation: 0 };
  #waiting = { query: [], mutation: [] };
  #writes = [];
  #written = 0;
  /** What was written in all. */
  writtenBytes = 0;
  /** How often a call was refused, by code. */
  refused = {};

  /** Sets limits, the others being those of the smallest class or none at all. */
  set({ none = false, ...limits }) {
    this.#limits = none ? NONE : { ...S16, ...limits };
    return this.#limits;
  }

  get schedulerMs() {
    return this.#limits.schedulerMs;
  }

  /** Counts what a commit wrote: documents and index entries. */
  wrote(bytes) {
    this.writtenBytes += bytes;
    if (this.#limits === NONE) return;
    this.#writes.push({ at: performance.now(), bytes });
    this.#written += bytes;
  }

  /** Runs a call when there is room for it, or refuses it. */
  async around(kind, work) {
    if (this.#limits === NONE || !(kind in this.#running)) return work();
    await this.#enter(kind);
    try {
      if (kind === "mutation") await this.#budget();
      await sleep(this.#limits.transactionMs);
      return await work();
    } finally {
      this.#leave(kind);
    }
  }

  async #enter(kind) {
    const most = kind === "mutation" ? this.#limits.mutationsAtOnce : this.#limits.queriesAtOnce;
    if (this.#running[kind] < most) {
      this.#running[kind] += 1;
      return;
    }
    const turn = new Promise((resolve) => this.#waiting[kind].push(resolve));
    const patience = new AbortController();
    const late = sleep(this.#limits.waitMs, "late", { signal: patience.signal }).catch(() => {});
    const mine = this.#waiting[kind].at(-1);
    const outcome = await Promise.race([turn, late]);
    patience.abort();
    if (outcome !== "late") return;
    this.#waiting[kind] = this.#waiting[kind].filter((resolve) => resolve !== mine);
    const message = `Too many concurrent requests. Your backend is limited to ${most} concurrent ${kind}s. To get more resources, upgrade to Convex Pro. If you are already on Convex Pro, please contact support.`;
    throw this.#refuse("TooManyConcurrentRequests", message);
  }

  /** Hands the place to who waits longest. */
  #leave(kind) {
    const next = this.#waiting[kind].shift();
    if (next === undefined) this.#running[kind] -= 1;
    else next();
  }

  /** Waits while too much was written in the last second, as the server does, but not for long. */
  async #budget() {
    const [first, last] = BACKOFF_MS;
    for (let retry = 0; this.#recent() >= this.#limits.writeBytesPerSecond; retry += 1) {
      if (retry === RETRIES_MAX) {
        const mebibytes = this.#limits.writeBytesPerSecond / (1 << 20);
        const message = `Too many writes per second. Your deployment is limited to ${mebibytes} MiB bytes written per 1s. Reduce your write rate or upgrade to a larger deployment.`;
        throw this.#refuse("TooManyWrites", message);
      }
      await sleep(Math.min(first * 2 ** retry, last));
    }
  }

  #recent() {
    const since = performance.now() - WINDOW_MS;
    while (this.#writes.length > 0 && this.#writes[0].at < since) {
      this.#written -= this.#writes.shift().bytes;
    }
    return this.#written;
  }

  #refuse(code, message) {
    this.refused[code] = (this.refused[code] ?? 0) + 1;
    return new SystemError("rateLimited", code, message);
  }
}
