// Pushes, while documents are stored and clients connected.
import assert from "node:assert/strict";
import { test } from "node:test";
import { app, client, post, query, run, socket, started } from "./deployment.mjs";

const deploy = (server, dir, more = {}) =>
  post(server, "/_test/deploy", { dir: app(dir), ...more });
const load = (server, tables, more = {}) => post(server, "/_test/load", { tables, ...more });

test("a push is refused for the first stored document that doesn't fit, and then changes nothing", async (t) => {
  const server = await started(t, { dir: "notes_wide", redact: false });
  const { body } = await load(server, {
    notes: [
      { text: "old", stars: 1 },
      { text: "new", stars: { $integer: "AQAAAAAAAAA=" } },
    ],
  });
  const refused = await deploy(server, "notes_narrow");
  assert.equal(refused.status, 400);
  assert.equal(refused.body.id, body.ids.notes[0]);
  const expected = `Document with ID "${body.ids.notes[0]}" in table "notes" does not match the schema: Value does not match validator.\nPath: .stars\nValue: 1.0\nValidator: v.int64()`;
  assert.equal(refused.body.error, expected);
  const call = { op: "insert", args: ["notes", { text: "still old", stars: 2 }] };
  assert.equal((await run(server, "notes:db", call)).status, "success");
  await load(server, { notes: [] }, { replace: true });
  assert.equal((await deploy(server, "notes_narrow")).status, 200);
  assert.match((await run(server, "notes:db", call)).errorMessage, /Path: .stars/);
});

test("documents, numbers and undeclared tables outlive a push, and indexes are those of the new schema", async (t) => {
  const server = await started(t, { redact: false });
  await run(server, "notes:add", { text: "kept" });
  await run(server, "notes:db", { op: "insert", args: ["undeclared", {}] });
  await deploy(server, "notes_wide");
  const numbers = server.deployment.database.tables.map(({ name, number }) => `${name} ${number}`);
  assert.deepEqual(numbers, ["notes 10001", "people 10002", "undeclared 10003", "extra 10004"]);
  const found = await run(server, "notes:byIndex", { table: "notes", index: "by_stars" });
  assert.equal(found.value[0].text, "kept");
  assert.match(
    (await run(server, "notes:byIndex", { table: "notes", index: "by_text" })).errorMessage,
    /not found/,
  );
});

test("sockets stay open through a push and see it, or are cut where the test wants that", async (t) => {
  const server = await started(t, { dir: null, redact: false });
  const convex = client(t, server);
  const values = [];
  const listed = new Promise((resolve) => {
    convex.onUpdate(query("notes:list"), {}, resolve, (error) => values.push(error.message));
  });
  const bare = await socket(t, server);
  bare.send({ type: "ModifyQuerySet", baseVersion: 0, newVersion: 1, modifications: [] });
  await bare.hear("Transition");
  await deploy(server, "notes");
  assert.deepEqual(await listed, []);
  assert.equal(bare.socket.readyState, 1);
  await deploy(server, "notes", { reset: true });
  await bare.closed;
});

test("what is loaded comes out of a dump, ids and all", async (t) => {
  const server = await started(t);
  const document = {
    text: "x",
    _id: "j57000820c20a1g7104gm2rc1m70ynr8",
    _creationTime: 1700000000000.5,
    author: "j97000820c20a1g7104gm2rc1m70yp0t",
  };
  assert.equal((await load(server, { notes: [document] })).status, 200);
  const { body } = await post(server, "/_test/dump", {});
  assert.deepEqual(body.tables, { notes: [document], people: [] });
  const odd = await load(server, { notes: [{ nothing: 1 }] });
  assert.match(odd.body.error, /missing the required field `text`/);
  assert.equal((await load(server, { notes: [{ nothing: 1 }] }, { unchecked: true })).status, 200);
});

test("code that can't be bundled changes nothing", async (t) => {
  const server = await started(t);
  const refused = await post(server, "/_test/deploy", { dir: app("broken") });
  assert.equal(refused.status, 400);
  assert.match(refused.body.error, /Could not resolve|No matching export/);
  assert.equal((await run(server, "notes:list")).status, "success");
});
