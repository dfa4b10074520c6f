// A deployment of a size: what it refuses, and what takes its time.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Capacity } from "../src/engine/capacity.mjs";
import { client, post, query, run, started } from "./deployment.mjs";

const add = (server, text = "x") =>
  post(server, "/api/mutation", { path: "notes:add", args: { text } });
const size = (server, limits) => post(server, "/_test/capacity", { transactionMs: 0, ...limits });

test("writes over the budget of a second wait until it is over", async (t) => {
  const server = await started(t);
  await size(server, { writeBytesPerSecond: 3_000_000 });
  const text = "x".repeat(1_000_000);
  const start = performance.now();
  // Each is written twice: once in the document, once in the index by text.
  for (let at = 0; at < 3; at += 1) assert.equal((await add(server, text)).status, 200);
  assert.ok(performance.now() - start >= 500);
});

test("writes that find the budget spent each time are refused, and reads aren't", async (t) => {
  const server = await started(t);
  await size(server, { writeBytesPerSecond: 1000 });
  const spend = () => server.deployment.capacity.wrote(1000);
  spend();
  const others = setInterval(spend, 20);
  t.after(() => clearInterval(others));
  const refused = await add(server);
  assert.deepEqual([refused.status, refused.body.code], [429, "TooManyWrites"]);
  assert.equal((await run(server, "notes:list")).status, "success");
  const stats = await post(server, "/_test/stats", {});
  assert.deepEqual(stats.body.refused, { TooManyWrites: 1 });
  await post(server, "/_test/capacity", { none: true });
  assert.equal((await add(server)).status, 200);
});

test("index entries count as written", async (t) => {
  const server = await started(t);
  let written = 0;
  server.deployment.host.wrote = (bytes) => (written += bytes);
  await add(server, "four");
  // The document, and its entries by id, by time and by text.
  const document = 38 + 23 + 2 + 5 + 2 + 4;
  const [id, time, text] = [34, 9, 6];
  assert.equal(written, document + id + (time + id) + (text + time + id));
});

test("a call too many waits for a place, and is refused if none gets free", async () => {
  const capacity = new Capacity();
  capacity.set({ mutationsAtOnce: 1, transactionMs: 0, waitMs: 20 });
  let free;
  const first = capacity.around("mutation", () => new Promise((resolve) => (free = resolve)));
  await assert.rejects(
    capacity.around("mutation", () => {}),
    { code: "TooManyConcurrentRequests" },
  );
  const second = capacity.around("mutation", () => "second");
  assert.equal(await capacity.around("query", () => "another kind"), "another kind");
  free("first");
  assert.deepEqual([await first, await second], ["first", "second"]);
});

test("transactions take their time side by side", async () => {
  const capacity = new Capacity();
  capacity.set({ transactionMs: 40, mutationsAtOnce: 8 });
  const start = performance.now();
  await Promise.all(Array.from({ length: 8 }, () => capacity.around("mutation", () => {})));
  const took = performance.now() - start;
  assert.ok(took >= 38 && took < 300, `${took}`);
});

test("what a scheduled function writes reaches subscriptions, later by the scheduler's delay", async (t) => {
  const server = await started(t);
  await size(server, { schedulerMs: 50 });
  const convex = client(t, server);
  const start = performance.now();
  const seen = new Promise((resolve) => {
    convex.onUpdate(query("notes:list"), {}, (notes) => notes.length > 0 && resolve());
  });
  await convex.mutation(query("notes:addLater"), { text: "later" });
  await seen;
  assert.ok(performance.now() - start >= 49);
});
