// The verdicts of the real server (tests/conformance) on ids, order, values and documents.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { jsonToConvex } from "convex/values";
import { keptSchema } from "../src/engine/kept.mjs";
import { parseSchema } from "../src/engine/schema.mjs";
import { Host } from "../src/engine/host.mjs";
import { tableNumberOf, encodeId } from "../src/store/ids.mjs";
import { keyOf } from "../src/store/order.mjs";
import { checkDocument } from "../src/store/values.mjs";

const lines = (name) =>
  readFileSync(new URL(`../../conformance/${name}.jsonl`, import.meta.url), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

test("ids are told from other strings, and written as they were", () => {
  const cases = lines("ids");
  for (const { id, valid, table_number, internal_id_hex } of cases) {
    assert.equal(tableNumberOf(id), valid ? table_number : null, id);
    if (valid) assert.equal(encodeId(table_number, Buffer.from(internal_id_hex, "hex")), id);
  }
  assert.ok(cases.length > 100);
});

test("keys order values as the server's indexes do", () => {
  const cases = lines("ordered");
  for (const { values, ranks } of cases) {
    const parsed = values.map((text) =>
      text.includes("$undefined") ? undefined : jsonToConvex(JSON.parse(text)),
    );
    const keys = parsed.map(keyOf);
    for (const [left, key] of keys.entries()) {
      for (const [right, other] of keys.entries()) {
        const order = key < other ? -1 : key > other ? 1 : 0;
        assert.equal(
          order,
          Math.sign(ranks[left] - ranks[right]),
          `${values[left]} and ${values[right]}`,
        );
      }
    }
  }
  assert.ok(cases.length > 10);
});

/** The server's text, without what it adds to indexes; a type that was left out is any. */
function asExported({ tables, schemaValidation }) {
  const database = (index) => ({ ...index, fields: index.fields.slice(0, -1) });
  const vector = ({ dimension, ...index }) => {
    assert.equal(dimension, null);
    return index;
  };
  const table = (table) => ({
    ...table,
    indexes: table.indexes.map(database),
    stagedDbIndexes: table.stagedDbIndexes.map(database),
    vectorIndexes: table.vectorIndexes.map(vector),
    stagedVectorIndexes: table.stagedVectorIndexes.map(vector),
    documentType: table.documentType ?? { type: "any" },
  });
  return { tables: tables.map(table), schemaValidation };
}

test("a schema is kept as the server keeps it", () => {
  const kept = lines("schema_export").filter(({ normalized_text }) => normalized_text);
  for (const { schema_json, schema_text, normalized_text } of kept) {
    const exported = schema_json ?? JSON.parse(schema_text);
    const expected = asExported(JSON.parse(normalized_text));
    assert.deepEqual(keptSchema(exported), expected, JSON.stringify(exported));
    // Pushes compare texts, so the order of keys counts as well.
    const [text, again] = [exported, expected].map((one) => JSON.stringify(keptSchema(one)));
    assert.equal(text, again);
  }
  assert.ok(kept.length > 100, `only ${kept.length} schemas were found`);
});

const WORLD = { users: 10001, messages: 10002, teams: 10003, t: 10004, archived: 10009 };
const SYSTEM = { _tables: 513, _index: 514 };
const SYSTEM_FIELDS = { _creationTime: 1700000000000 };

function world() {
  const host = new Host({ limits: null });
  for (const [name, number] of Object.entries(WORLD)) {
    if (name !== "archived") host.database().ensureTable(name, number);
  }
  for (const [name, number] of Object.entries(SYSTEM)) host.numbers.assign("", name, number);
  for (const name of ["_scheduled_functions", "_storage"]) host.database().ensureTable(name);
  return host.database();
}

function generated({ kind, char, count, element_json }) {
  const fields = () =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`f${at}`, null]));
  switch (kind) {
    case "string":
      return { v: char.repeat(count) };
    case "bytes":
      return { v: { $bytes: Buffer.alloc(count).toString("base64") } };
    case "array_of":
      return { v: Array(count).fill(JSON.parse(element_json)) };
    case "fields":
      return fields();
    case "nested_fields":
      return { v: fields() };
  }
}

/** The stage at which a document is refused, and for the schema's stage where and why. */
function verdict(database, line) {
  const schema = parseSchema(
    JSON.stringify(line.schema_json ?? JSON.parse(line.schema_text ?? "null")),
  );
  let fields;
  try {
    const json = line.doc_gen
      ? generated(line.doc_gen)
      : line.doc_text !== undefined
        ? JSON.parse(line.doc_text)
        : line.doc_json;
    fields = jsonToConvex(json);
  } catch {
    return { stage: "value" };
  }
  const number = WORLD[line.table];
  const id = encodeId(number, Buffer.alloc(16, 0x42));
  try {
    checkSystem(fields, id);
    const { _id, _creationTime, ...rest } = fields;
    const reason = database.violation(schema, line.table, rest);
    checkDocument({ ...rest, _id: id, ...SYSTEM_FIELDS });
    if (reason !== null) return { stage: "schema", reason };
    return { stage: null };
  } catch (error) {
    return { stage: "store", code: error.code };
  }
}

function checkSystem({ _id, _creationTime }, id) {
  const refuse = (code) => {
    throw Object.assign(new Error(code), { code });
  };
  if (_id !== undefined && _id !== id) refuse("InvalidIdError");
  if (_creationTime !== undefined && _creationTime !== SYSTEM_FIELDS._creationTime)
    refuse("InvalidCreationTimeError");
}

/**
 * Whether a case is about what never gets as far as the store: texts that JSON.parse and Convex's
 * own library read otherwise than the server, and commit timestamps, which there are none of here.
 */
function isOutside({ doc_json, doc_text, error }) {
  const text = doc_text ?? JSON.stringify(doc_json ?? null);
  if (["$commitTs", "__proto__", '"YQ"'].some((part) => text.includes(part))) return true;
  return error?.stage === "json" || error?.kind === "not_an_object";
}

test("documents are stored or refused as the server does", () => {
  const database = world();
  let refused = 0;
  const cases = lines("validate").filter((line) => !isOutside(line));
  for (const line of cases) {
    const found = verdict(database, line);
    const shown = JSON.stringify(line).slice(0, 600);
    assert.equal(found.stage === null, line.ok, `${shown}\n${JSON.stringify(found)}`);
    if (line.ok) continue;
    refused += 1;
    if (found.stage !== "schema" || line.error.stage !== "schema") continue;
    const path = /Path: (\S+)/.exec(found.reason)?.[1];
    assert.equal(path, line.error.path, `${shown}\n${found.reason}`);
    if (line.error.field !== undefined)
      assert.ok(found.reason.includes(`\`${line.error.field}\``), found.reason);
  }
  assert.ok(refused > 500, `${refused}`);
});
