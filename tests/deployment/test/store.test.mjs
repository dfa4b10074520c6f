// What is stored, and what the store refuses as the server does.
import assert from "node:assert/strict";
import { test } from "node:test";
import { tableNumberOf } from "../src/store/ids.mjs";
import { run, started } from "./deployment.mjs";

/** An operation of `ctx.db`: its result, or the error's text. */
async function db(server, op, ...args) {
  const { status, value, errorMessage } = await run(server, "notes:db", { op, args });
  return status === "success" ? value : errorMessage;
}

const open = (t, options) => started(t, { redact: false, ...options });

test("ids are real, numbered from 10001 in the order in which tables appear", async (t) => {
  const server = await open(t);
  const numbers = () =>
    server.deployment.database.tables.map(({ name, number }) => `${name} ${number}`);
  assert.deepEqual(numbers(), ["notes 10001", "people 10002"]);
  const id = await db(server, "insert", "undeclared", { a: 1 });
  assert.deepEqual(numbers().slice(2), ["undeclared 10003"]);
  assert.equal(tableNumberOf(id), 10003);
  assert.equal(await db(server, "normalizeId", "undeclared", id), id);
  assert.equal(await db(server, "normalizeId", "notes", id), null);
  assert.equal(await db(server, "normalizeId", "notes", "nonsense"), null);
});

test("an id of another table doesn't match v.id, and one of no document does", async (t) => {
  const server = await open(t);
  const person = await db(server, "insert", "people", { name: "Ada" });
  const note = await db(server, "insert", "notes", { text: "x", author: person });
  await db(server, "delete", person);
  assert.equal((await db(server, "get", note)).author, person);
  assert.equal(await db(server, "patch", note, { author: person, text: "y" }), null);
  const wrong = await db(server, "patch", note, { author: note });
  assert.match(
    wrong,
    /Found ID "\w+" from table `notes`, which does not match the table name in validator `v.id\("people"\)`/,
  );
  assert.match(await db(server, "get", "people", note), /ID \w+ is of table `notes`/);
});

test("creation times differ, and nobody sets them or ids", async (t) => {
  const server = await open(t);
  for (let at = 0; at < 200; at += 1) await db(server, "insert", "people", { name: `${at}` });
  const people = [...server.deployment.database.table("people").documents.values()];
  assert.equal(new Set(people.map(({ _creationTime }) => _creationTime)).size, 200);
  const [{ _id, _creationTime }] = people;
  assert.match(
    await db(server, "insert", "people", { name: "x", _id }),
    /doesn't match '_id' field/,
  );
  assert.match(
    await db(server, "insert", "people", { name: "x", _creationTime: 1 }),
    /doesn't match '_creationTime' field/,
  );
  assert.match(
    await db(server, "patch", _id, { _creationTime: 1 }),
    /doesn't match '_creationTime' field/,
  );
  assert.match(
    await db(server, "patch", _id, { _other: 1 }),
    /Field '_other' starts with an underscore/,
  );
  assert.equal(await db(server, "replace", _id, { _id, _creationTime, name: "same" }), null);
});

test("the whole document is checked by every write, and the message says where", async (t) => {
  const server = await open(t);
  const frame =
    /Failed to insert or update a document in table "notes" because it does not match the schema: /;
  const missing = await db(server, "insert", "notes", {});
  assert.match(missing, frame);
  assert.match(
    missing,
    /missing the required field `text`[^\n]*\n\nObject: \{\}\nValidator: v.object\(\{author: v.optional\(v.id\("people"\)\), stars: v.optional\(v.float64\(\)\), text: v.string\(\)\}\)/,
  );
  assert.match(
    await db(server, "insert", "notes", { text: "x", more: 1 }),
    /contains extra field `more`/,
  );
  const id = await db(server, "insert", "notes", { text: "x" });
  assert.match(
    await db(server, "patch", id, { stars: { $integer: "AQAAAAAAAAA=" } }),
    /Path: .stars\nValue: 1\n/,
  );
  assert.match(await db(server, "replace", id, { stars: 1 }), /required field `text`/);
});

test("records and int64 literals are checked", async (t) => {
  const server = await open(t, { dir: "notes_wide" });
  const one = { $integer: "AQAAAAAAAAA=" };
  assert.match(
    await db(server, "insert", "notes", { text: "x", tags: { a: "b" } }),
    /Path: .tags.values\(\)/,
  );
  assert.match(await db(server, "insert", "notes", { text: "x", level: 1 }), /Path: .level/);
  const id = await db(server, "insert", "notes", { text: "x", level: one, tags: { a: 1 } });
  assert.deepEqual((await db(server, "get", id)).level, one);
});

test("documents over 1 MiB, too deep or too wide aren't stored", async (t) => {
  const server = await open(t);
  const sized = (bytes) => db(server, "insert", "free", { text: "x".repeat(bytes) });
  const overhead = 38 + 23 + 2 + 5 + 2;
  assert.equal((await sized(2 ** 20 - overhead)).length, 32);
  assert.match(await sized(2 ** 20 - overhead + 1), /Value is too large/);
  const nested = (levels) => (levels === 0 ? 1 : [nested(levels - 1)]);
  assert.equal((await db(server, "insert", "free", { a: nested(15) })).length, 32);
  assert.match(
    await db(server, "insert", "free", { a: nested(16) }),
    /too nested \(nested 17 levels deep > maximum nesting 16\)/,
  );
  assert.match(
    await db(
      server,
      "insert",
      "free",
      Object.fromEntries(Array.from({ length: 1024 }, (_, at) => [`f${at}`, 1])),
    ),
    /too many fields/,
  );
});

test("a write that changes nothing isn't one", async (t) => {
  const server = await open(t, { dir: "notes_wide" });
  const id = await db(server, "insert", "notes", { text: "x" });
  const before = server.deployment.database.table("notes").documents.get(id);
  await db(server, "patch", id, { text: "x" });
  await db(server, "replace", id, { text: "x" });
  assert.equal(server.deployment.database.table("notes").documents.get(id), before);
  await db(server, "patch", id, { text: "y" });
  assert.notEqual(server.deployment.database.table("notes").documents.get(id), before);
});

test("what isn't there can't be changed", async (t) => {
  const server = await open(t);
  const id = await db(server, "insert", "people", { name: "Ada" });
  await db(server, "delete", id);
  assert.equal(await db(server, "get", id), null);
  assert.match(await db(server, "delete", id), /Delete on nonexistent document ID/);
  assert.match(await db(server, "patch", id, { name: "B" }), /Update on nonexistent document ID/);
  assert.match(await db(server, "get", "nonsense"), /Unable to decode ID/);
});

test("an index that isn't declared, or is staged, can't be used", async (t) => {
  const server = await open(t, { dir: "notes_wide" });
  await db(server, "insert", "extra", { kind: "a" });
  const found = async (table, index) => {
    const { value, errorMessage } = await run(server, "notes:byIndex", { table, index });
    return errorMessage ?? value.length;
  };
  assert.match(await found("extra", "by_kind"), /Index extra.by_kind not found/);
  assert.match(await found("notes", "by_text"), /Index notes.by_text not found/);
  assert.equal(await found("extra", "by_id"), 1);
  assert.equal(await found("nowhere", "by_creation_time"), 0);
});

test("an exactly full page isn't the last one, and a cursor is of one query only", async (t) => {
  const server = await open(t);
  for (const name of ["a", "b", "c", "d"]) await db(server, "insert", "people", { name });
  const page = async (options, table = "people") => run(server, "notes:page", { table, options });
  const first = (await page({ numItems: 4, cursor: null })).value;
  assert.deepEqual([first.page.length, first.isDone], [4, false]);
  const second = (await page({ numItems: 4, cursor: first.continueCursor })).value;
  assert.deepEqual([second.page.length, second.isDone], [0, true]);
  const other = await page({ numItems: 4, cursor: first.continueCursor }, "notes");
  assert.deepEqual(other.errorData, {
    isConvexSystemError: true,
    paginationError: "InvalidCursor",
  });
  const short = (await page({ numItems: 4, cursor: null, maximumRowsRead: 2 })).value;
  assert.deepEqual(
    [short.page.length, short.isDone, short.pageStatus],
    [2, false, "SplitRequired"],
  );
  const until = (await page({ numItems: 1, cursor: null, endCursor: short.continueCursor })).value;
  assert.deepEqual([until.page.length, until.isDone], [2, false]);
});

test("a transaction is held to the limits of the server, which its metrics tell", async (t) => {
  const server = await open(t);
  const { value } = await run(server, "notes:metrics", { insert: 3 });
  assert.deepEqual(value.documentsWritten, { used: 3, remaining: 15997 });
  assert.deepEqual(value.documentsRead, { used: 3, remaining: 31997 });
  assert.deepEqual(value.databaseQueries, { used: 1, remaining: 4095 });
  const tooMany = await run(server, "notes:metrics", { insert: 16_001 });
  assert.match(
    tooMany.errorMessage,
    /Too many writes in a single function execution \(limit: 16000\)/,
  );
  assert.equal(server.deployment.database.table("notes").documents.size, 3);
  const free = await open(t, { limits: false });
  assert.equal((await run(free, "notes:metrics", { insert: 16_001 })).status, "success");
});
