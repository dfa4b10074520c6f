// Queries on the deployment's indexes find what convex-test's own scans find, whatever is pending.
import assert from "node:assert/strict";
import { test } from "node:test";
import { convexTest } from "convex-test";
import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { activate, parseSchema } from "../src/engine/schema.mjs";
import { Host } from "../src/engine/host.mjs";
import { random } from "../src/random.mjs";

const SEEDS = 60;
const schema = defineSchema({
  things: defineTable(v.any()).index("by_ab", ["a", "b.c"]).index("by_b", ["b"]),
});

const VALUES = [
  undefined,
  null,
  -3n,
  7n,
  -1.5,
  0,
  2,
  true,
  false,
  "",
  "a",
  "ab",
  "é",
  new Uint8Array([1]).buffer,
  [1],
  [1, 2],
];

function scalar(pick) {
  return VALUES[pick(VALUES.length)];
}

function fieldsOf(pick, n) {
  const a = scalar(pick);
  const b = pick(3) === 0 ? scalar(pick) : { c: scalar(pick) };
  return { n, a, b };
}

/** A range over the index by `a` and `b.c`, as what is done with its builder. */
function rangeOf(pick) {
  const [first, second] = [scalar(pick), scalar(pick)];
  const bound = [null, "gt", "gte", "lt", "lte"][pick(5)];
  const bounded = (q, field, value) => (bound === null ? q : q[bound](field, value));
  const forms = [
    (q) => q,
    (q) => bounded(q, "a", first),
    (q) => bounded(q.eq("a", first), "b.c", second),
  ];
  return forms[pick(3)];
}

/** What a seed does, to be done to any database: writes and queries in one transaction. */
function scriptOf(seed) {
  const pick = random(seed);
  const steps = Array.from({ length: 40 }, (_, n) => {
    const kind = pick(10);
    if (kind < 4) return { kind: "insert", fields: fieldsOf(pick, n) };
    if (kind === 4) return { kind: "replace", at: pick(1000), fields: fieldsOf(pick, n) };
    if (kind === 5) return { kind: "delete", at: pick(1000) };
    const query = {
      range: rangeOf(pick),
      order: ["asc", "desc"][pick(2)],
      index: pick(4),
      filter: pick(4) === 0 ? scalar(pick) : "none",
      take: 1 + pick(6),
    };
    return { kind: kind < 8 ? "query" : "paginate", ...query };
  });
  const cut = pick(40);
  return [steps.slice(0, cut), steps.slice(cut)];
}

function queryOf(db, { range, order, index, filter }) {
  let query = db.query("things");
  if (index > 1) query = query.withIndex("by_ab", range);
  else if (index === 1) query = query.withIndex("by_creation_time");
  query = query.order(order);
  return filter === "none" ? query : query.filter((q) => q.eq(q.field("a"), filter));
}

async function perform(ctx, steps, ids, seen) {
  for (const step of steps) {
    const id = ids[step.at % ids.length];
    if (step.kind === "insert") ids.push(await ctx.db.insert("things", step.fields));
    else if (step.kind === "replace" && id) await ctx.db.replace(id, step.fields);
    else if (step.kind === "delete" && id) {
      await ctx.db.delete(id);
      ids.splice(ids.indexOf(id), 1);
    } else if (step.kind === "query") {
      const found = await queryOf(ctx.db, step).take(step.take * 4);
      seen.push(found.map(({ n }) => n));
    }
  }
}

/** All pages of a query, one transaction each. */
async function pages(run, step) {
  const all = [];
  let cursor = null;
  for (;;) {
    const { page, continueCursor, isDone } = await run((ctx) =>
      queryOf(ctx.db, step).paginate({ cursor, numItems: step.take }),
    );
    all.push(...page.map(({ n }) => n));
    if (isDone) return all;
    cursor = continueCursor;
  }
}

async function outcome(run, seed) {
  const ids = [];
  const seen = [];
  const script = scriptOf(seed);
  for (const steps of script) await run((ctx) => perform(ctx, steps, ids, seen));
  for (const step of script.flat().filter(({ kind }) => kind === "paginate"))
    seen.push(await pages(run, step));
  return seen;
}

test("queries find what convex-test's own database finds", async () => {
  let found = 0;
  for (let seed = 0; seed < SEEDS; seed += 1) {
    const modules = { "./convex/_generated/api.js": async () => ({}) };
    const expected = await outcome(convexTest({ schema, modules }).run, seed);
    const host = new Host({ limits: null });
    await host.exclusively(() => activate(host.database(), parseSchema(schema.export())));
    const actual = await outcome(host.test.run, seed);
    assert.deepEqual(actual, expected, `seed ${seed}`);
    found += expected.flat().length;
  }
  assert.ok(found > SEEDS, `only ${found} documents were found`);
});

test("a transaction that fails leaves documents, tables and numbers as they were", async () => {
  const host = new Host({ limits: null });
  const insert = (table) => host.test.run((ctx) => ctx.db.insert(table, {}));
  await insert("first");
  const before = host.database().tables.map(({ name, number }) => [name, number]);
  const failing = host.test.run(async (ctx) => {
    await ctx.db.insert("second", {});
    await ctx.db.insert("first", {});
    throw new Error("no");
  });
  await assert.rejects(failing, /no/);
  assert.deepEqual(
    host.database().tables.map(({ name, number }) => [name, number]),
    before,
  );
  assert.equal(host.database().table("first").documents.size, 1);
  await insert("third");
  assert.equal(host.database().table("third").number, 10002);
});
