// The functions of a module as convex-test is to see them. Arguments and results are checked here,
// by the deployment's own validators and, for results, before the transaction commits; convex-test
// would check them by its own, which don't know records, int64 literals or real ids.
import { AsyncLocalStorage } from "node:async_hooks";
import { inspect } from "node:util";
import { DeveloperError } from "../store/errors.mjs";
import { mismatch } from "../store/validator.mjs";
import { checkResult, stripped } from "../store/values.mjs";

const call = new AsyncLocalStorage();

/**
 * Runs a call. What its functions print is collected, and the usage of its transaction.
 *
 * @param made the call's path and arguments; it gets the result, before that is committed
 */
export function called(answer, made, work) {
  return call.run({ answer, made, componentPath: "" }, work);
}

/** The call under way, if any is. */
export function currentCall() {
  return call.getStore()?.made;
}

/** The component whose function is running; an inline one is the app's. */
export function currentComponent() {
  return call.getStore()?.componentPath ?? "";
}

/** A function reads one page at most, and one of a component none. */
export function countPage() {
  const context = call.getStore();
  if (context === undefined) return;
  if (context.componentPath !== "") {
    throw new DeveloperError(
      "PaginationUnsupportedInComponents",
      "paginate() is only supported in the app.",
    );
  }
  context.pages = (context.pages ?? 0) + 1;
  if (context.pages > 1) {
    throw new DeveloperError(
      "MultiplePaginatedDatabaseQueries",
      "This query or mutation function ran multiple paginated queries. Convex only supports a single paginated query in each function.",
    );
  }
}

const LEVELS = ["debug", "error", "info", "log", "warn"];

function consoleOf(logLines) {
  const write =
    (level) =>
    (...values) => {
      logLines.push(`[${level.toUpperCase()}] ${values.map((value) => inspect(value)).join(" ")}`);
    };
  return Object.assign(
    Object.create(console),
    Object.fromEntries(LEVELS.map((level) => [level, write(level)])),
  );
}

export function kindOf(exported) {
  if (exported?.isQuery) return "query";
  if (exported?.isMutation) return "mutation";
  if (exported?.isAction) return "action";
  return null;
}

/** A module's exports with its functions wrapped, as they are in the component of a database. */
export function wrapped(path, module, database) {
  const entries = Object.entries(module).map(([name, exported]) => {
    const isFunction = kindOf(exported) !== null;
    return [name, isFunction ? wrap(`${path}.js:${name}`, exported, database) : exported];
  });
  return Object.fromEntries(entries);
}

function wrap(path, exported, database) {
  const args = JSON.parse(exported.exportArgs());
  const returns = JSON.parse(exported.exportReturns());
  const handler = exported._handler ?? exported;
  const { isQuery, isMutation, isAction, isPublic, isInternal } = exported;
  const described = { args, returns, isPublic, isInternal, kind: kindOf(exported) };
  const { componentPath, tableOf } = database;
  const checked = async (ctx, given) => {
    // Through a validator of its own, convex-test would miss what it doesn't know.
    refuse("ArgumentValidationError", mismatch(args, given, tableOf));
    const result = stripped((await handler(ctx, given)) ?? null);
    checkResult(path, result);
    if (returns !== null) refuse("ReturnsValidationError", mismatch(returns, result, tableOf));
    return result;
  };
  const run = (ctx, given) => {
    // A scheduled function isn't part of any call.
    const { answer = { logLines: [] }, made = {} } = call.getStore() ?? {};
    answer.usage ??= database.usage;
    // convex-test keeps an assignment like this one to the call.
    globalThis.console = consoleOf(answer.logLines);
    return call.run({ answer, made, componentPath }, async () => {
      const result = await checked(ctx, given);
      made.result = result;
      return result;
    });
  };
  return {
    isConvexFunction: true,
    ...{ isQuery, isMutation, isAction },
    described,
    exportArgs: () => '{"type":"any"}',
    exportReturns: () => "null",
    _handler: run,
  };
}

function refuse(code, reason) {
  if (reason !== null) throw new DeveloperError(code, `${code}: ${reason}`);
}
