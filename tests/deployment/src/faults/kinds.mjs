// What can go wrong with a call, one function a kind: each is given the call to make or not.
import { DeveloperError, SystemError } from "../store/errors.mjs";

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function refusal(kind, code, message) {
  return () => {
    throw new SystemError(kind, code, message);
  };
}

/**
 * By name; each gives an answer, throws the server's error, or gives null once the connection is cut.
 *
 * `faulty` is `{ rule, call, execute, cut, server }`.
 */
export const KINDS = {
  /** The function runs and commits, and nobody hears of it. */
  async loseAnswer({ execute, cut }) {
    await execute();
    return cut();
  },

  /** The connection goes before the function runs. */
  async drop({ cut }) {
    return cut();
  },

  /** The function runs later. */
  async delay({ rule, execute }) {
    await wait(rule.ms ?? 100);
    return execute();
  },

  /** The function runs, and its answer comes later. */
  async delayAnswer({ rule, execute }) {
    const answer = await execute();
    await wait(rule.ms ?? 100);
    return answer;
  },

  /** Others wrote what it read, on every attempt. */
  conflict({ rule }) {
    const table = rule.table === undefined ? "some table" : `the "${rule.table}" table`;
    const message = `Documents read from or written to ${table} changed while this mutation was being run and on every subsequent retry. See https://docs.convex.dev/error#1`;
    return refusal("occ", "OptimisticConcurrencyControlFailure", message)();
  },

  /** The deployment has as many calls to make as it can. */
  overloaded: refusal(
    "rateLimited",
    "TooManyConcurrentRequests",
    "Too many concurrent requests. Your backend is limited to 16 concurrent mutations. To get more resources, upgrade to Convex Pro. If you are already on Convex Pro, please contact support.",
  ),

  /** The deployment has written as much in the last second as it may. */
  tooManyWritesPerSecond: refusal(
    "rateLimited",
    "TooManyWrites",
    "Too many writes per second. Your deployment is limited to 4 MiB bytes written per 1s. Reduce your write rate or upgrade to a larger deployment.",
  ),

  /** The other meaning: this one transaction writes more than any may. */
  tooManyWritesInTransaction({ server }) {
    const message = "Too many writes in a single function execution (limit: 16000)";
    return server.deployment.failed(new DeveloperError("TooManyWrites", message));
  },

  internalError: refusal(
    "internal",
    "InternalServerError",
    "Your request couldn't be completed. Try again later.",
  ),

  /** The server ends before the call, or after it with `after`, and is back after `ms`. */
  async restart({ rule, execute, cut, server }) {
    if (rule.after) await execute();
    cut();
    server.restart(rule.ms ?? 0);
    return null;
  },

  /** A deploy goes live before the call: of the folder `dir`, or of what is live already. */
  async redeploy({ rule, execute, server }) {
    if (rule.dir === undefined) await server.deployment.redeploy();
    else await server.deployment.deployFolder(rule.dir);
    return execute();
  },

  /** All clients lose their connection, as at some pushes, and this call its answer. */
  async reset({ execute, cut, server }) {
    await execute();
    server.cut();
    return cut();
  },
};
