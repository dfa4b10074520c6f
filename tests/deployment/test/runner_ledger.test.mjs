// Steps and their passes, quarantine, receipts, and what a watcher sees.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ConvexClient, ConvexHttpClient } from "convex/browser";
import { ADMIN_KEY, query } from "./deployment.mjs";
import { canonical, NOTHING, Runner, STEP, write } from "./runner.mjs";

const START = { revision: 0, old: 0, scanned: 0, counts: NOTHING, done: false };
const HALVES = [
  { after: null, until: "m" },
  { after: "m", until: null },
];

test("a pass begins over its ranges, and once however often that is asked for", async (t) => {
  const runner = await Runner.start(t);
  assert.equal(await runner.call("steps:step", { step: STEP }), null);
  const run = await runner.takePlace();
  const begin = (follows, ranges = HALVES) =>
    runner.call("steps:beginPass", { run, step: STEP, follows, ranges });
  // Nobody can have seen a pass of a step that hasn't begun.
  assert.equal(await begin(1), null);
  const first = await begin(0);
  assert.deepEqual(first.ranges, [
    { number: 1, ...HALVES[0], checkpoint: { ...START, cursor: null } },
    { number: 2, ...HALVES[1], checkpoint: { ...START, cursor: "m" } },
  ]);
  assert.deepEqual(first.listed, { ...START, cursor: null, done: true });
  assert.deepEqual([first.step, first.pass, first.completedAt], [STEP, 1, null]);
  assert.deepEqual(await begin(0, []), first);
  assert.deepEqual(await runner.call("steps:step", { step: STEP }), first);
  const other = { ...STEP, old: 2, new: 3 };
  await runner.call("steps:beginPass", { run, step: other, follows: 0, ranges: [] });
  const all = await runner.call("steps:steps");
  assert.deepEqual(
    all.map(({ step, completedAt, startedAt }) => [step.old, completedAt === startedAt]),
    [
      [1, false],
      // Over nothing, so it is over.
      [2, true],
    ],
  );
});

test("counts are those of all passes, and a pass is over when its last range is", async (t) => {
  const runner = await Runner.start(t);
  const run = await runner.takePlace();
  const step = { run, step: STEP };
  await runner.call("steps:beginPass", { ...step, follows: 0, ranges: HALVES });
  const commit = async (range, carried, done) => {
    const state = await runner.call("steps:step", { step: STEP });
    const follows =
      range === 0 ? state.listed : state.ranges.find(({ number }) => number === range).checkpoint;
    const counts = { ...follows.counts, carried: follows.counts.carried + carried };
    const then = { ...follows, counts, done };
    const batch = { ...step, pass: state.pass, range, follows, then };
    const rest = { writes: [], quarantine: [], settled: [] };
    const answer = await runner.call("commit:commit", { ...batch, ...rest });
    assert.equal(answer.kind, "committed");
  };
  await commit(1, 3, false);
  await commit(1, 4, true);
  assert.equal((await runner.call("steps:step", { step: STEP })).completedAt, null);
  await commit(2, 5, true);
  await commit(0, 1, true);
  const first = await runner.call("steps:step", { step: STEP });
  assert.ok(first.completedAt >= first.startedAt);
  assert.equal(first.counts.carried, 13);
  const ranges = [{ after: null, until: null }];
  const second = await runner.call("steps:beginPass", { ...step, follows: 1, ranges });
  assert.deepEqual([second.pass, second.counts.carried, second.completedAt], [2, 13, null]);
  assert.deepEqual([second.startedAt, second.listed.counts], [first.startedAt, NOTHING]);
  await commit(1, 2, true);
  assert.equal((await runner.call("steps:step", { step: STEP })).counts.carried, 15);
  // What a pass has left behind is counted, and gone.
  assert.equal(Object.keys(await runner.dump("migrate_runtime_ranges")).length, 2);
});

const refused = ({ id, fields }, reason = "no") => ({
  id,
  read: fields,
  alsoRead: [],
  code: "refused",
  path: "",
  reason,
  digest: "d",
  alsoReadDigest: null,
});

test("an entry closes when its document is carried or settled, and stays open since it was opened", async (t) => {
  const runner = await Runner.start(t);
  const films = Array.from({ length: 7 }, (_, at) => ({ title: `${at}` }));
  const { films: ids } = await runner.load({ films });
  const run = await runner.begin();
  const read = await runner.read(...ids);
  const commit = async (more) =>
    assert.equal(
      (await runner.call("commit:commit", await runner.batch(run, more))).kind,
      "committed",
    );
  const page = { table: "films", after: null, entries: 100 };
  const open = async () => (await runner.call("quarantine:page", page)).entries;
  await commit({ quarantine: read.map((film) => refused(film)) });
  const before = await open();
  assert.deepEqual(
    before.map(({ id }) => id),
    ids.toSorted(),
  );
  const sorted = before.map(({ id }) => read.find((film) => film.id === id));
  // The first and the last, with too many entries between them to be looked at together.
  const [first, second] = [sorted[0], sorted.at(-1)];
  const settled = [first.id, first.id];
  await commit({ writes: [first, second].map((film) => write(film, { title: "B" })), settled });
  await commit({ settled: [sorted[1].id], quarantine: [refused(sorted[2], "still not")] });
  const after = await open();
  assert.deepEqual(
    after.map(({ id }) => id),
    sorted.slice(2, -1).map(({ id }) => id),
  );
  assert.deepEqual([after[0].reason, after[0].openedAt], ["still not", before[2].openedAt]);
  // All together.
  await commit({ settled: after.map(({ id }) => id) });
  assert.deepEqual(await open(), []);
});

test("entries come page by page, of one table", async (t) => {
  const runner = await Runner.start(t);
  const { films: ids } = await runner.load({ films: [1, 2, 3].map((at) => ({ title: `${at}` })) });
  const run = await runner.begin();
  const quarantine = (await runner.read(...ids)).map((film) => refused(film));
  await runner.call("commit:commit", await runner.batch(run, { quarantine }));
  const seen = [];
  let after = null;
  for (const [count, isDone] of [
    [2, false],
    [1, true],
  ]) {
    const found = await runner.call("quarantine:page", { table: "films", after, entries: 2 });
    assert.deepEqual([found.entries.length, found.isDone], [count, isDone]);
    seen.push(...found.entries.map(({ id }) => id));
    after = seen.at(-1);
  }
  assert.deepEqual(seen, ids.toSorted());
  // A page that is exactly full isn't known to be the last one.
  const exact = await runner.call("quarantine:page", { table: "films", after: null, entries: 3 });
  assert.deepEqual([exact.entries.length, exact.isDone], [3, false]);
  const none = await runner.call("quarantine:page", { table: "films", after, entries: 3 });
  assert.deepEqual(none, { entries: [], isDone: true });
  const others = { table: "directors", after: null, entries: 3 };
  assert.deepEqual(await runner.call("quarantine:page", others), { entries: [], isDone: true });
});

test("a page of long entries stays within what a function may answer", async (t) => {
  const runner = await Runner.start(t);
  const films = Array.from({ length: 12 }, (_, at) => ({ title: `${at}` }));
  const { films: ids } = await runner.load({ films });
  const run = await runner.begin();
  const read = await runner.read(...ids);
  const quarantine = read.map((film) => refused(film, "x".repeat(1_000_000)));
  await runner.call("commit:commit", await runner.batch(run, { quarantine }));
  const seen = [];
  const pages = [];
  for (let isDone = false; !isDone; pages.push(seen.length)) {
    const after = seen.at(-1) ?? null;
    const page = await runner.call("quarantine:page", { table: "films", after, entries: 100 });
    seen.push(...page.entries.map(({ id }) => id));
    ({ isDone } = page);
  }
  assert.deepEqual(seen, ids.toSorted());
  assert.deepEqual(pages, [9, 12]);
});

test("a person changes or deletes a document as it was seen, and that is logged", async (t) => {
  const runner = await Runner.start(t);
  const { films: ids } = await runner.load({ films: [{ title: null }, { title: null }] });
  const run = await runner.begin();
  const [a, b] = await runner.read(...ids);
  const quarantine = [refused(a), refused(b)];
  await runner.call("commit:commit", await runner.batch(run, { quarantine }));
  const repair = (film, fields, call = "call") =>
    runner[call]("quarantine:repair", {
      run,
      table: "films",
      id: film.id,
      read: film.fields,
      fields: fields === null ? null : canonical(fields),
      note: fields === null ? "delete" : "set title",
    });
  const invalid = await repair(a, { title: 1 }, "failure");
  assert.deepEqual([invalid.kind, invalid.table], ["enforcement", "films"]);
  assert.match(invalid.reason, /Path: \.title$/);
  assert.equal(await repair(a, { title: "A" }), "done");
  assert.equal(await repair(a, { title: "A" }), "conflict");
  assert.equal(await repair(b, null), "done");
  assert.equal(await repair(b, null), "conflict");
  const page = { table: "films", after: null, entries: 9 };
  const { entries } = await runner.call("quarantine:page", page);
  assert.deepEqual(
    entries.map(({ id }) => id),
    [a.id],
  );
  const log = Object.values(await runner.dump("migrate_runtime_log"));
  assert.deepEqual(
    log.map(({ id, note }) => [id, note]).sort(),
    [
      [a.id, "set title"],
      [b.id, "delete"],
    ].sort(),
  );
  await runner.call("runs:release", { run, status: "completed", error: null });
  assert.equal((await repair(a, null, "failure")).kind, "fenced");
});

test("a receipt takes the place of the one before, and can be withdrawn", async (t) => {
  const runner = await Runner.start(t);
  const run = await runner.takePlace();
  const receipt = (table, version, verified) => ({
    deployment: "test",
    table,
    version,
    hash: "new",
    oldVersion: version - 1,
    oldHash: "old",
    carriedAway: false,
    counts: { verified, carried: 1, hybrids: 0, inserted: 0, deleted: 0 },
    verifiedAt: 1_700_000_000_000,
  });
  const films = receipt("films", 2, 5);
  const directors = receipt("directors", 2, 1);
  for (const noted of [receipt("films", 2, 4), films, films, directors]) {
    await runner.call("receipts:note", { run, receipt: noted });
  }
  assert.deepEqual(await runner.call("receipts:receipts"), [directors, films]);
  for (let again = 0; again < 2; again += 1) {
    await runner.call("receipts:withdraw", { run, table: "films", version: 2 });
    assert.deepEqual(await runner.call("receipts:receipts"), [directors]);
  }
  const fenced = await runner.failure("receipts:note", { run: run + 1, receipt: films });
  assert.deepEqual(fenced, { kind: "fenced", run: run + 1, why: { kind: "overtaken" } });
});

test("a client with the key watches a run, and one without sees no function", async (t) => {
  const runner = await Runner.start(t);
  const { films: ids } = await runner.load({ films: [{ title: "A" }, { title: null }] });
  const run = await runner.begin();
  const status = query("migrate_runtime/status:status");
  const http = new ConvexHttpClient(runner.server.url);
  await assert.rejects(http.query(status, {}));
  http.setAdminAuth(ADMIN_KEY);
  const idle = await http.query(status, {});
  assert.deepEqual(idle.quarantined, { count: 0, isAll: true });
  assert.deepEqual([idle.runs.runs[0].run, idle.runs.pausedSince], [run, null]);
  const watching = new ConvexClient(runner.server.url);
  t.after(() => watching.close());
  watching.client.setAdminAuth(ADMIN_KEY);
  const seen = new Promise((resolve) => {
    watching.onUpdate(status, {}, (now) => now.steps[0]?.scanned === 2 && resolve(now));
  });
  const [a, b] = await runner.read(...ids);
  const then = { scanned: 2, old: 2, counts: { ...NOTHING, carried: 1, quarantined: 1 } };
  const more = { writes: [write(a, { title: "B" })], quarantine: [refused(b)], then };
  await runner.call("commit:commit", await runner.batch(run, more));
  const { steps, quarantined } = await seen;
  assert.deepEqual(quarantined, { count: 1, isAll: true });
  const { step, pass, old, ranges, rangesDone, counts } = steps[0];
  assert.deepEqual([step, pass, old, ranges, rangesDone], [STEP, 1, 2, 1, 0]);
  assert.deepEqual(counts, then.counts);
});
