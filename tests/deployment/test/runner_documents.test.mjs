// What a runner reads of the application's documents, and what is deployed.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { jsonToConvex } from "convex/values";
import { encodeId, tableNumberOf } from "../src/store/ids.mjs";
import { modules, Runner } from "./runner.mjs";

const lines = (name) =>
  readFileSync(new URL(`../../conformance/${name}.jsonl`, import.meta.url), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

async function stored(test, films) {
  const runner = await Runner.start(test);
  const { films: ids } = await runner.load({ films });
  return { runner, ids: ids.toSorted() };
}

const scan = (runner, more) =>
  runner.call("documents:scan", {
    table: "films",
    after: null,
    until: null,
    documents: 1000,
    bytes: 1 << 30,
    ...more,
  });
const idsOf = ({ documents }) => documents.map(({ id }) => id);

test("pages follow each other in the order of ids, within a range", async (t) => {
  const films = Array.from({ length: 10 }, (_, at) => ({ title: `${at}` }));
  const { runner, ids } = await stored(t, films);
  const whole = await scan(runner, {});
  assert.deepEqual([idsOf(whole), whole.isDone], [ids, true]);
  const walked = [];
  for (let after = null, isDone = false; !isDone; after = walked.at(-1)) {
    const page = await scan(runner, { after, documents: 4 });
    walked.push(...idsOf(page));
    ({ isDone } = page);
  }
  assert.deepEqual(walked, ids);
  // One that ends with the last document is done.
  assert.equal((await scan(runner, { documents: 10 })).isDone, true);
  assert.equal((await scan(runner, { documents: 9 })).isDone, false);
  const part = await scan(runner, { after: ids[2], until: ids[5] });
  assert.deepEqual([idsOf(part), part.isDone], [ids.slice(3, 6), true]);
  // A border needn't be the id of a document.
  const between = await scan(runner, { after: `${ids[2]}~`, until: `${ids[5]}~` });
  assert.deepEqual(idsOf(between), ids.slice(3, 6));
  assert.deepEqual(await scan(runner, { table: "nowhere" }), { documents: [], isDone: true });
});

test("a page ends with its bytes, counted as UTF-8, and holds one document at least", async (t) => {
  const { runner } = await stored(
    t,
    Array.from({ length: 4 }, () => ({ title: "日本é" })),
  );
  const one = Buffer.byteLength('{"title":"日本é"}');
  for (const [bytes, documents] of [
    [0, 1],
    [one, 1],
    [one + 1, 2],
    [one * 9, 4],
  ]) {
    const page = await scan(runner, { bytes });
    assert.deepEqual([page.documents.length, page.isDone], [documents, documents === 4]);
  }
  assert.equal((await scan(runner, { documents: 1 })).documents[0].fields, '{"title":"日本é"}');
});

test("a page of large documents stays within what a transaction may read", async (t) => {
  const films = Array.from({ length: 20 }, () => ({ title: "x".repeat(1_000_000) }));
  const { runner, ids } = await stored(t, films);
  const walked = [];
  for (let after = null, isDone = false; !isDone; after = walked.at(-1)) {
    const page = await scan(runner, { after });
    walked.push(...idsOf(page));
    ({ isDone } = page);
  }
  assert.deepEqual(walked, ids);
  let [counted, cursor, isDone] = [0, null, false];
  while (!isDone) {
    const range = { table: "films", after: cursor, until: null, documents: 1000 };
    const page = await runner.call("documents:count", range);
    counted += page.count;
    ({ cursor, isDone } = page);
  }
  assert.deepEqual([counted, cursor], [20, ids.at(-1)]);
});

test("documents are read by their ids, those that there are", async (t) => {
  const { runner, ids } = await stored(t, [{ title: "A" }, { title: "B" }]);
  const nobody = encodeId(tableNumberOf(ids[0]), Buffer.alloc(16));
  const nowhere = encodeId(20_000, Buffer.alloc(16));
  const found = await runner.read(ids[1], nobody, ids[0], nowhere, ids[1]);
  assert.deepEqual(found.map(({ id }) => id).toSorted(), ids);
  const { _creationTime } = (await runner.dump("films"))[ids[0]];
  assert.equal(found.find(({ id }) => id === ids[0]).creationTime, _creationTime);
});

test("made-up ids tell which table has which number, also of an empty one", async (t) => {
  const runner = await Runner.start(t);
  const probes = Array.from({ length: 20 }, (_, at) => encodeId(10_001 + at, Buffer.alloc(16)));
  const found = await runner.call("documents:tables", { probes });
  const numbers = new Map(found.map(({ id, table }) => [table, tableNumberOf(id)]));
  for (const { name, number } of runner.server.deployment.database.tables) {
    assert.equal(numbers.get(name), number, name);
  }
  assert.equal(numbers.size, 11);
});

test("the manifest tells of the versions and of the very schema that is deployed", async (t) => {
  const runner = await Runner.start(t);
  const { protocol, manifest, schema } = await runner.call("manifest:manifest");
  assert.equal(protocol, 3);
  assert.deepEqual(JSON.parse(manifest), { films: { version: 2, hash: "x", amendments: 0 } });
  const names = JSON.parse(schema).tables.map(({ tableName }) => tableName);
  assert.deepEqual(names.filter((name) => !name.startsWith("migrate_runtime_")).toSorted(), [
    "directors",
    "films",
  ]);
});

/** The most documents that one call names, and their bytes. */
const MOST = { invalid: 100, bytes: 1 << 20 };

test("documents are checked against the validator that comes next, page by page", async (t) => {
  const { runner, ids } = await stored(t, [{ title: "A" }, { title: null }, { title: "C" }]);
  const validator = JSON.stringify({
    type: "object",
    value: { title: { fieldType: { type: "string" }, optional: false } },
  });
  const wrong = Object.values(await runner.dump("films")).find(({ title }) => title === null);
  const invalid = [{ id: wrong._id, path: ".title", reason: "isn't of type string" }];
  const range = { table: "films", after: null, until: null, documents: 9, ...MOST, validator };
  const cursor = ids.at(-1);
  const whole = await runner.call("verify:verify", range);
  assert.deepEqual(whole, { checked: 3, cursor, isDone: true, invalid });
  const first = await runner.call("verify:verify", { ...range, documents: 2 });
  assert.deepEqual([first.checked, first.cursor, first.isDone], [2, ids[1], false]);
  const rest = await runner.call("verify:verify", { ...range, after: first.cursor });
  assert.deepEqual([rest.checked, [...first.invalid, ...rest.invalid]], [1, invalid]);
});

test("a page that is full of invalid documents ends, and says where", async (t) => {
  const { runner, ids } = await stored(
    t,
    Array.from({ length: 150 }, () => ({ title: null })),
  );
  const validator = JSON.stringify({ type: "union", value: [] });
  const range = { table: "films", after: null, until: null, documents: 1000, ...MOST, validator };
  const page = await runner.call("verify:verify", range);
  assert.deepEqual([page.checked, page.cursor, page.isDone], [100, ids[99], false]);
  const large = await runner.call("verify:verify", { ...range, bytes: 1 });
  assert.deepEqual([large.checked, large.cursor, large.isDone], [1, ids[0], false]);
});

test("a field that the library makes a prototype is in the text", async (t) => {
  const { toText } = (await modules(t)).get("migrate_runtime/canonical");
  for (const text of ['{"__proto__":null}', '{"a":1,"b":{"__proto__":{"c":2}}}']) {
    assert.equal(toText(jsonToConvex(JSON.parse(text))), text);
  }
});

const sorted = (json) => {
  if (Array.isArray(json)) return json.map(sorted);
  if (typeof json !== "object" || json === null) return json;
  const fields = Object.entries(json).map(([name, field]) => [name, sorted(field)]);
  return Object.fromEntries(fields.sort());
};

const TABLES = { users: 10001, messages: 10002, teams: 10003, t: 10004 };
const SYSTEM_TABLES = { _tables: 513, _index: 514, _scheduled_functions: 539, _storage: 540 };

test("values match validators as they do on the server", async (t) => {
  const { checker } = (await modules(t)).get("migrate_runtime/checks");
  const numbers = { ...TABLES, ...SYSTEM_TABLES };
  const isId = (table, text) => {
    const number = tableNumberOf(text);
    return number !== null && number === numbers[table];
  };
  const counts = { ok: 0, refused: 0 };
  for (const line of lines("validate")) {
    const text = JSON.stringify(line);
    const schema = line.schema_json;
    const isSchemas = line.ok || line.error.stage === "schema";
    const isEnforced = schema?.schemaValidation === true;
    // Texts that Convex's library reads otherwise, and what a declared schema never says.
    const odd = [
      "$commitTs",
      "__proto__",
      '"YQ"',
      '"map"',
      '"set"',
      '"_foo"',
      '"_id"',
      '"_creationTime"',
    ];
    if (!isSchemas || !isEnforced || line.doc_json === undefined) continue;
    if (odd.some((part) => text.includes(part))) continue;
    const { documentType } = schema.tables.find(({ tableName }) => tableName === line.table) ?? {};
    if (documentType === undefined || documentType === null) continue;
    // The server looks at fields by name; here they come as the validator has them.
    const check = checker(sorted(documentType), isId);
    const found = check(jsonToConvex(line.doc_json));
    assert.equal(found === null, line.ok, `${text}\n${JSON.stringify(found)}`);
    counts[line.ok ? "ok" : "refused"] += 1;
    if (!line.ok) assert.equal(found.path, line.error.path ?? "", text);
  }
  assert.ok(counts.ok > 100 && counts.refused > 100, JSON.stringify(counts));
});
