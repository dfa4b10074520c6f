// What the tests of the generated functions share: a deployment that has them, as `generate` writes
// them beside a `schema.ts`, and calls of them.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { convexToJson, jsonToConvex } from "convex/values";
import { bundle } from "../src/engine/bundle.mjs";
import { load } from "../src/engine/load.mjs";
import { app, post, run, started } from "./deployment.mjs";

const SOURCES = fileURLToPath(
  new URL("../../../schema-core/src/generate/functions", import.meta.url),
);

export const STEP = { table: "films", old: 1, new: 2 };
export const NOTHING = { carried: 0, hybrids: 0, inserted: 0, deleted: 0, quarantined: 0 };

/** The folder of an application that has the functions. */
function folder(test) {
  const path = mkdtempSync(join(tmpdir(), "runner-"));
  test.after(() => rmSync(path, { recursive: true, force: true }));
  cpSync(app("runner"), path, { recursive: true });
  cpSync(SOURCES, join(path, "migrate_runtime"), { recursive: true });
  const deployed = "export const deployed = { films: { version: 2, hash: 'x', amendments: 0 } };";
  writeFileSync(join(path, "migrate_runtime/deployed.ts"), deployed);
  return path;
}

/** The modules of the functions, as a push bundles them. */
export async function modules(test) {
  return await load(await bundle(folder(test)));
}

export class Runner {
  constructor(server) {
    this.server = server;
  }

  static async start(test) {
    const server = await started(test, { dir: null, redact: true });
    await server.deployment.deployFolder(folder(test));
    return new Runner(server);
  }

  /** A function's value; what it throws has the data of its `ConvexError`, if it is one. */
  async call(path, args = {}) {
    const answer = await run(this.server, `migrate_runtime/${path}`, convexToJson(args));
    if (answer.status === "success") return jsonToConvex(answer.value);
    const { errorMessage, errorData, ...rest } = answer;
    throw Object.assign(new Error(errorMessage ?? JSON.stringify(rest)), { data: errorData });
  }

  /** What the runner is told when a function fails. */
  async failure(path, args) {
    const found = await this.call(path, args).then(assert.fail, (error) => error);
    assert.ok(found.data, found.message);
    return found.data;
  }

  async load(tables, more = {}) {
    const { status, body } = await post(this.server, "/_test/load", { tables, ...more });
    assert.equal(status, 200, JSON.stringify(body));
    return body.ids;
  }

  /** All documents of a table, as encoded JSON by id. */
  async dump(table) {
    const { body } = await post(this.server, "/_test/dump", {});
    return Object.fromEntries(body.tables[table].map((document) => [document._id, document]));
  }

  async fields(table, id) {
    const { _id, _creationTime, ...fields } = (await this.dump(table))[id] ?? {};
    return fields;
  }

  async takePlace(name = "a test") {
    const claim = crypto.randomUUID();
    const answer = await this.call("runs:takeOver", { runner: name, command: "ship", claim });
    assert.equal(answer.kind, "taken");
    return answer.run;
  }

  /** Takes the place and begins the step's first pass over one range. */
  async begin() {
    const run = await this.takePlace();
    const ranges = [{ after: null, until: null }];
    await this.call("steps:beginPass", { run, step: STEP, follows: 0, ranges });
    return run;
  }

  async read(...ids) {
    return await this.call("documents:get", { ids });
  }

  /** A batch of the first range, from where that stands. */
  async batch(run, more = {}) {
    const { pass, ranges } = await this.call("steps:step", { step: STEP });
    const follows = ranges[0].checkpoint;
    const then = { ...follows, ...more.then };
    const rest = { writes: [], quarantine: [], settled: [] };
    return { run, step: STEP, pass, range: 1, ...rest, ...more, follows, then };
  }
}

/** A document that is carried to these fields; `null` deletes it. */
export function write({ id, fields: read }, fields, effects = []) {
  const change = fields === null ? null : encoded(fields);
  return { table: "films", id, read, alsoRead: [], change, effects };
}

/** Fields as a runner sends them, with places for ids: `[[path], effect]`. */
export function encoded(fields, ...places) {
  const placeholders = places.map(([path, effect]) => ({ path, effect }));
  return { fields: canonical(fields), placeholders };
}

/** Canonical text, made otherwise than by the functions. */
export function canonical(value) {
  const sorted = (json) => {
    if (Array.isArray(json)) return `[${json.map(sorted)}]`;
    if (typeof json !== "object" || json === null) return JSON.stringify(json);
    const keys = Object.keys(json).sort();
    return `{${keys.map((key) => `${JSON.stringify(key)}:${sorted(json[key])}`)}}`;
  };
  return sorted(convexToJson(value));
}
