// Functions over HTTP.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ADMIN_KEY, post, started } from "./deployment.mjs";

test("a mutation and a query, in both formats", async (t) => {
  const server = await started(t);
  const added = await post(server, "/api/mutation", { path: "notes:add", args: { text: "hi" } });
  assert.equal(added.body.status, "success");
  const clean = await post(server, "/api/action", {
    path: "notes:echo",
    args: { value: { $integer: "BwAAAAAAAAA=" } },
  });
  assert.equal(clean.body.value, "7");
  const encoded = await post(server, "/api/action", {
    path: "notes.js:echo",
    args: [{ value: { $integer: "BwAAAAAAAAA=" } }],
    format: "convex_encoded_json",
  });
  assert.deepEqual(encoded.body.value, { $integer: "BwAAAAAAAAA=" });
  const listed = await post(server, "/api/run/notes/list", { args: {} });
  assert.equal(listed.body.value[0].text, "hi");
});

test("a wrong key is refused before anything runs, and no key can't call any function at will", async (t) => {
  const server = await started(t);
  const wrong = await post(
    server,
    "/api/mutation",
    { path: "notes:add", args: { text: "hi" } },
    "test-deployment|00",
  );
  assert.equal(wrong.status, 401);
  assert.equal(wrong.body.code, "BadAdminKey");
  const none = await post(server, "/api/function", { path: "notes:add", args: { text: "hi" } });
  assert.equal(none.status, 403);
  assert.equal(none.body.code, "BadDeployKey");
  assert.deepEqual(server.deployment.calls, {});
  const right = await post(
    server,
    "/api/function",
    { path: "notes:hidden", args: {} },
    `prod:${ADMIN_KEY}`,
  );
  assert.equal(right.body.value, "7");
});

test("a function of another kind, or none, is an error of the call", async (t) => {
  const server = await started(t, { redact: false });
  const wrong = await post(server, "/api/query", { path: "notes:add", args: { text: "hi" } });
  assert.match(
    wrong.body.errorMessage,
    /Trying to execute notes.js:add as Query, but it is defined as Mutation/,
  );
  const none = await post(server, "/api/query", { path: "notes:nothing", args: {} });
  assert.match(none.body.errorMessage, /Could not find public function for 'notes:nothing'/);
});

test("a mutation has run by the time its format turns out to be unknown", async (t) => {
  const server = await started(t);
  const { status, body } = await post(server, "/api/mutation", {
    path: "notes:add",
    args: { text: "hi" },
    format: "yaml",
  });
  assert.equal(status, 400);
  assert.equal(body.code, "BadFormat");
  assert.equal(server.deployment.database.table("notes").documents.size, 1);
});

test("an action calls queries and mutations", async (t) => {
  const server = await started(t);
  const { body } = await post(server, "/api/action", {
    path: "notes:viaAction",
    args: { text: "x" },
  });
  assert.equal(body.value.count, 1);
});

test("arguments and results are checked, results before anything is committed", async (t) => {
  const server = await started(t, { redact: false });
  const args = await post(server, "/api/mutation", { path: "notes:add", args: { text: 1 } });
  assert.match(
    args.body.errorMessage,
    /ArgumentValidationError: Value does not match validator.\nPath: .text\nValue: 1.0\nValidator: v.string\(\)/,
  );
  const result = await post(server, "/api/mutation", { path: "notes:wrongResult", args: {} });
  assert.match(result.body.errorMessage, /ReturnsValidationError: [^]*Path: .values\(\)/);
  assert.equal(server.deployment.database.table("notes").documents.size, 0);
});

test("what goes into a function and out of it has a limit", async (t) => {
  const server = await started(t, { redact: false });
  const echo = (bytes) =>
    post(server, "/api/action", { path: "notes:echo", args: { value: "x".repeat(bytes) } });
  // The object around it weighs eight, and the string two.
  const most = 2 ** 24 - 10;
  assert.equal((await echo(most)).body.value.length, most);
  const more = await server.deployment.call({
    kind: "action",
    path: "notes:echo",
    args: { value: "x".repeat(most + 1) },
  });
  assert.match(more.error.message, /Arguments for notes:echo are too large \(actual: 16 MiB/);
});

test("who answers says its version and name", async (t) => {
  const server = await started(t);
  const text = async (path) => (await fetch(server.url + path)).text();
  assert.equal(await text("/version"), "1.48.0");
  assert.equal(await text("/instance_name"), "test-deployment");
});
