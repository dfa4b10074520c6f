// Pushes by the real Convex CLI, and by the requests that it makes.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { tmpdir } from "node:os";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify, stripVTControlCharacters } from "node:util";
import { isSubset } from "../src/push/subset.mjs";
import { ADMIN_KEY, app, post, run, started } from "./deployment.mjs";

const PACKAGES = fileURLToPath(new URL("../node_modules", import.meta.url));

/** A project with one of the test applications as its `convex` folder, and the CLI in it. */
function project(t, server) {
  const root = mkdtempSync(join(tmpdir(), "test-project-"));
  t.after(() => rmSync(root, { recursive: true }));
  symlinkSync(PACKAGES, join(root, "node_modules"));
  writeFileSync(join(root, "package.json"), '{"type":"module","dependencies":{"convex":"1.48.0"}}');
  const env = {
    PATH: process.env.PATH,
    HOME: root,
    // Outside of CI the CLI sends its failures to its makers.
    CI: "1",
    CONVEX_SELF_HOSTED_URL: server.url,
    CONVEX_SELF_HOSTED_ADMIN_KEY: ADMIN_KEY,
  };
  const convex = async (args, more = {}) => {
    const command = [join(PACKAGES, "convex/bin/main.js"), ...args];
    const options = { cwd: root, env: { ...env, ...more } };
    // Without a terminal the CLI must never wait for an answer.
    const child = promisify(execFile)(process.execPath, command, options);
    child.child.stdin.end();
    const { code = 0, stdout, stderr } = await child.catch((error) => error);
    return { code, text: stripVTControlCharacters(stdout + stderr) };
  };
  const use = (name) => {
    rmSync(join(root, "convex"), { recursive: true, force: true });
    mkdirSync(join(root, "convex"));
    cpSync(app("notes"), join(root, "convex"), { recursive: true });
    if (name !== "notes") cpSync(join(app(name), "schema.ts"), join(root, "convex/schema.ts"));
  };
  return { root, convex, use };
}

const load = (server, notes, more = {}) =>
  post(server, "/_test/load", { tables: { notes }, ...more });

test("the CLI deploys from wide to narrow, and is told of the document in the way", async (t) => {
  const server = await started(t, { dir: null });
  const { convex, use } = project(t, server);
  use("notes_wide");
  const first = await convex(["deploy"]);
  assert.equal(first.code, 0, first.text);
  const { body } = await load(server, [{ text: "old", stars: 1 }]);
  use("notes_narrow");
  const refused = await convex(["deploy"]);
  assert.equal(refused.code, 1, refused.text);
  const reason = `Document with ID "${body.ids.notes[0]}" in table "notes" does not match the schema: Value does not match validator.\nPath: .stars`;
  assert.ok(
    refused.text.includes("Schema validation failed.") && refused.text.includes(reason),
    refused.text,
  );
  await load(server, [{ text: "new", stars: { $integer: "AQAAAAAAAAA=" } }], { replace: true });
  const last = await convex(["dev", "--once"]);
  assert.equal(last.code, 0, last.text);
  const old = await run(server, "notes:db", {
    op: "insert",
    args: ["notes", { text: "x", stars: 1 }],
  });
  assert.equal(old.status, "error");
  const called = await convex(["run", "notes:list"]);
  assert.match(called.text, /"text": "new"/);
});

test("the CLI refuses to drop a large index without a terminal", async (t) => {
  const server = await started(t, { dir: null });
  const { convex, use } = project(t, server);
  use("notes");
  assert.equal((await convex(["deploy"])).code, 0);
  await load(server, [{ text: "one" }]);
  use("notes_wide");
  const strict = { CONVEX_MIN_DOCUMENTS_FOR_INDEX_DELETE_WARNING: "1" };
  const refused = await convex(["deploy"], strict);
  assert.equal(refused.code, 1);
  assert.match(refused.text, /notes.by_text[^]*1 document[^]*--skip-large-indexes-check/);
  const allowed = await convex(["deploy", "--skip-large-indexes-check"], strict);
  assert.equal(allowed.code, 0, allowed.text);
  const listed = await convex(["function-spec"]);
  assert.match(listed.text, /"identifier": "notes.js:add"/);
});

test("the CLI imports a table, whole or not at all", async (t) => {
  const server = await started(t, { dir: "notes_narrow" });
  const { root, convex } = project(t, server);
  const star = '{"text":"one","stars":{"$integer":"AQAAAAAAAAA="}}';
  writeFileSync(join(root, "notes.jsonl"), `${star}\n${star}\n`);
  writeFileSync(join(root, "bad.jsonl"), `${star}\n{"text":"two","stars":1}\n`);
  const refused = await convex(["import", "--table", "notes", "bad.jsonl"]);
  assert.equal(refused.code, 1, refused.text);
  assert.match(refused.text, /failed[^]*notes: /);
  const stored = () => server.deployment.database.table("notes")?.documents.size ?? 0;
  assert.equal(stored(), 0);
  // Parts of a few bytes, so that there are several.
  const done = await convex(["import", "--table", "notes", "notes.jsonl"], {
    CONVEX_IMPORT_CHUNK_SIZE: "40",
  });
  assert.equal(done.code, 0, done.text);
  assert.match(done.text, /Added 2 documents/);
  const twice = await convex(["import", "--table", "notes", "notes.jsonl"]);
  assert.match(twice.text, /has documents/);
  const more = await convex(["import", "--append", "--table", "notes", "notes.jsonl"]);
  assert.equal(more.code, 0, more.text);
  assert.equal(stored(), 4);
  const anew = await convex(["import", "--replace", "--table", "notes", "notes.jsonl"]);
  assert.equal(anew.code, 0, anew.text);
  assert.equal(stored(), 2);
  const wrong = { CONVEX_SELF_HOSTED_ADMIN_KEY: "test-deployment|00" };
  assert.equal((await convex(["import", "--table", "notes", "notes.jsonl"], wrong)).code, 1);
});

test("a wrong key and broken code end a deploy with their reason", async (t) => {
  const server = await started(t, { dir: null });
  const { root, convex, use } = project(t, server);
  use("notes");
  const wrong = await convex(["deploy"], { CONVEX_SELF_HOSTED_ADMIN_KEY: "test-deployment|00" });
  assert.equal(wrong.code, 1);
  assert.match(wrong.text, /BadAdminKey/);
  writeFileSync(
    join(root, "convex/broken.ts"),
    'export const x = 1;\nthrow new Error("at once");\n',
  );
  const broken = await convex(["deploy"]);
  assert.equal(broken.code, 1);
  assert.match(broken.text, /at once/);
  assert.equal(server.deployment.generation, 0);
});

test("components are installed where the app says, each with tables of its own", async (t) => {
  const server = await started(t, { dir: null });
  const { root, convex } = project(t, server);
  cpSync(app("components"), join(root, "convex"), { recursive: true });
  const deployed = await convex(["deploy"]);
  assert.equal(deployed.code, 0, deployed.text);
  assert.deepEqual((await run(server, "clicks:click")).value, { $integer: "AQAAAAAAAAA=" });
  assert.deepEqual((await run(server, "clicks:click")).value, { $integer: "AgAAAAAAAAA=" });
  const direct = {
    componentPath: "clicks",
    path: "lib:bump",
    args: { name: "all" },
    format: "convex_encoded_json",
  };
  assert.deepEqual((await post(server, "/api/function", direct, ADMIN_KEY)).body.value, {
    $integer: "AwAAAAAAAAA=",
  });
  assert.equal(server.deployment.database.table("counts"), undefined);
  assert.equal(server.deployment.databaseOf("clicks").table("counts").documents.size, 1);
  const api = readFileSync(join(root, "convex/_generated/api.d.ts"), "utf8");
  assert.match(api, /clicks/);
});

const schemaModule = (tables) => ({
  path: "schema.js",
  environment: "isolate",
  source: `export default { export: () => ${JSON.stringify(JSON.stringify({ tables, schemaValidation: true }))} };`,
});

/** What the CLI would send for an app without functions. */
function pushOf(type) {
  const documentType = {
    type: "object",
    value: { stars: { fieldType: { type }, optional: true } },
  };
  const schema = schemaModule([{ tableName: "notes", indexes: [], documentType }]);
  const appDefinition = {
    definition: null,
    dependencies: [],
    schema,
    changedModules: [],
    unchangedModuleHashes: [],
    udfServerVersion: "1.48.0",
  };
  return {
    adminKey: ADMIN_KEY,
    dryRun: false,
    functions: "convex/",
    appDefinition,
    componentDefinitions: [],
    nodeDependencies: [],
  };
}

async function ask(server, name, body) {
  const answer = await post(server, `/api/deploy2/${name}`, { adminKey: ADMIN_KEY, ...body });
  return answer.body;
}

const startPush = (server, type) => ask(server, "start_push", pushOf(type));
const wait = async (server, { schemaChange }) =>
  (await ask(server, "wait_for_schema", { schemaChange })).type;

test("a write that a pending schema refuses is committed, and fails the push", async (t) => {
  const server = await started(t, { dir: null, redact: false });
  await ask(server, "finish_push", { startPush: await startPush(server, "any"), dryRun: false });
  const pending = await startPush(server, "bigint");
  assert.equal(await wait(server, pending), "complete");
  await server.deployment.host.test.run((ctx) => ctx.db.insert("notes", { stars: 1 }));
  const failed = await ask(server, "wait_for_schema", { schemaChange: pending.schemaChange });
  assert.equal(failed.tableName, "notes");
  assert.match(
    failed.error,
    /^New document in table "notes" does not match the schema: Value does not match validator.\nPath: .stars/,
  );
  const finished = await ask(server, "finish_push", { startPush: pending, dryRun: false });
  assert.equal(finished.code, "SchemaAlreadyFailed");
  assert.equal(await wait(server, await startPush(server, "bigint")), "failed");
});

test("a push overwrites the one before it, unless their schemas are the same", async (t) => {
  const server = await started(t, { dir: null });
  const first = await startPush(server, "string");
  const same = await startPush(server, "string");
  assert.equal(await wait(server, first), "complete");
  const other = await startPush(server, "number");
  assert.deepEqual(
    [await wait(server, first), await wait(server, same), await wait(server, other)],
    ["raceDetected", "raceDetected", "complete"],
  );
  const late = await ask(server, "finish_push", { startPush: first, dryRun: false });
  assert.equal(late.code, "SchemaAlreadyOverwritten");
});

test("indexes of every kind are told apart by what the server compares", async (t) => {
  const server = await started(t, { dir: null });
  const documentType = { type: "any" };
  const push = (filterFields, more = {}) => ({
    ...pushOf("any"),
    appDefinition: {
      ...pushOf("any").appDefinition,
      schema: schemaModule([
        {
          tableName: "notes",
          indexes: [],
          documentType,
          searchIndexes: [{ indexDescriptor: "by_text", searchField: "text", filterFields }],
          vectorIndexes: [
            { indexDescriptor: "by_sense", vectorField: "sense", dimensions: 3, filterFields },
          ],
          ...more,
        },
      ]),
    },
  });
  const first = await ask(server, "start_push", push(["b", "a"]));
  const added = first.schemaChange.indexDiffs[""].added_indexes;
  assert.deepEqual(added, [
    { name: "notes.by_text", type: "search", searchField: "text", filterFields: ["a", "b"] },
    {
      name: "notes.by_sense",
      type: "vector",
      dimensions: 3,
      vectorField: "sense",
      filterFields: ["a", "b"],
    },
  ]);
  await ask(server, "finish_push", { startPush: first, dryRun: false });
  const changes = async (body) => {
    const { "": found } = (await ask(server, "evaluate_schema", body)).componentSchemaEvaluations;
    return found.indexes.map(({ name, change }) => `${name} ${change}`);
  };
  assert.deepEqual(await changes(push(["a", "b", "a"])), [
    "notes.by_text identical",
    "notes.by_sense identical",
  ]);
  assert.deepEqual(await changes(push(["a"], { vectorIndexes: [] })), [
    "notes.by_text dropped",
    "notes.by_sense dropped",
    "notes.by_text added",
  ]);
  // A push whose schema differs only in what the server doesn't keep is the same push.
  const waiting = await ask(server, "start_push", push(["b"]));
  await ask(server, "start_push", push(["b", "b"]));
  assert.equal(await wait(server, waiting), "complete");
});

test("what a push will walk is foretold, staged validators included", async (t) => {
  const server = await started(t, { dir: null });
  const staged = (type, next) => {
    const push = pushOf(type);
    const documentType = {
      type: "object",
      value: { stars: { fieldType: { type }, optional: true } },
    };
    const stagedDocumentType = {
      type: "object",
      value: { stars: { fieldType: { type: next }, optional: true } },
    };
    push.appDefinition.schema = schemaModule([
      { tableName: "notes", indexes: [], documentType, stagedDocumentType },
    ]);
    return push;
  };
  const push = staged("any", "bigint");
  await ask(server, "finish_push", {
    startPush: await ask(server, "start_push", push),
    dryRun: false,
  });
  const evaluated = async (body) =>
    (await ask(server, "evaluate_schema", body)).componentSchemaEvaluations[""];
  const table = async (body) => (await evaluated(body)).tables[0];
  assert.equal((await table(pushOf("bigint"))).outcome, "supersetOfStagedValidated");
  assert.equal((await table(pushOf("string"))).outcome, "mustWalk");
  assert.deepEqual((await evaluated(pushOf("string"))).discardedStagedValidators, [
    { tableName: "notes", state: { state: "valid" }, replaced: false },
  ]);
  await server.deployment.host.test.run((ctx) => ctx.db.insert("notes", { stars: 1 }));
  const { outcome, numDocs, staged: state } = await table(push);
  assert.deepEqual([outcome, numDocs, state.state], ["supersetOfEnforced", 1, "failed"]);
});

test("one validator within another is what the server says it is", () => {
  const url = new URL("../../conformance/superset.jsonl", import.meta.url);
  const lines = readFileSync(url, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const cases = lines.filter(({ kind }) => kind === "validator");
  for (const line of cases)
    assert.equal(isSubset(line.old, line.new), line.guaranteed, JSON.stringify(line));
  assert.ok(cases.length > 1000);
});
