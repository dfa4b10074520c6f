// Faults on request: each does what it says, and nothing to calls that it isn't for.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ADMIN_KEY, app, client, post, query, run, socket, started } from "./deployment.mjs";

const arm = async (server, faults) => (await post(server, "/_test/faults", faults)).body;
const add = (server, text = "x") =>
  post(server, "/api/mutation", { path: "notes:add", args: { text } });
const stored = (server) => server.deployment.database.table("notes").documents.size;
const mutation = (requestId, text = "x") => ({
  type: "Mutation",
  requestId,
  udfPath: "notes:add",
  args: [{ text }],
});

test("an answer is lost after the commit, or a call before it", async (t) => {
  const server = await started(t);
  await arm(server, { rules: [{ kind: "loseAnswer" }, { kind: "drop" }] });
  await assert.rejects(add(server), /fetch failed/);
  assert.equal(stored(server), 1);
  await assert.rejects(add(server), /fetch failed/);
  assert.equal(stored(server), 1);
  assert.equal((await add(server)).status, 200);
});

test("a socket that loses an answer is cut, and the client's retry isn't executed twice", async (t) => {
  const server = await started(t);
  await arm(server, { rules: [{ kind: "loseAnswer" }] });
  const one = await socket(t, server);
  one.send(mutation(0));
  one.send(mutation(1));
  await one.closed;
  assert.equal(stored(server), 1, "what waits behind is dropped with the socket");
  const convex = client(t, server);
  await arm(server, { rules: [{ kind: "loseAnswer" }] });
  await convex.mutation(query("notes:add"), { text: "y" });
  assert.equal(stored(server), 2);
});

test("the server's refusals have their own status, code and close frame", async (t) => {
  const server = await started(t);
  const expected = {
    conflict: [503, "OptimisticConcurrencyControlFailure"],
    overloaded: [429, "TooManyConcurrentRequests"],
    tooManyWritesPerSecond: [429, "TooManyWrites"],
    internalError: [500, "InternalServerError"],
  };
  for (const [kind, [status, code]] of Object.entries(expected)) {
    await arm(server, { rules: [{ kind, times: 2 }] });
    const refused = await add(server);
    assert.deepEqual([refused.status, refused.body.code], [status, code]);
    const one = await socket(t, server);
    one.send(mutation(0));
    const [closeCode, reason] = await one.closed;
    assert.deepEqual(
      [closeCode, reason.toString()],
      [kind === "internalError" ? 1011 : 1013, code],
    );
  }
  assert.equal(stored(server), 0);
});

test("the two meanings of too many writes differ in kind", async (t) => {
  const server = await started(t, { redact: false });
  await arm(server, { rules: [{ kind: "tooManyWritesInTransaction" }] });
  const { status, body } = await add(server);
  assert.equal(status, 200);
  assert.match(
    body.errorMessage,
    /Too many writes in a single function execution \(limit: 16000\)/,
  );
  assert.equal(stored(server), 0);
});

test("a rule is for the calls that it names, in their turn", async (t) => {
  const server = await started(t);
  await arm(server, {
    rules: [{ kind: "conflict", on: "mutation", path: "notes:add", skip: 2, times: 1 }],
  });
  assert.equal((await run(server, "notes:list")).status, "success");
  const statuses = [];
  for (let at = 0; at < 4; at += 1) statuses.push((await add(server)).status);
  assert.deepEqual(statuses, [200, 200, 503, 200]);
  const { fired } = await arm(server, {});
  assert.deepEqual(fired, [{ kind: "conflict", path: "notes:add", call: 4 }]);
});

test("calls over /api/function are mutations to a rule when that is what they call", async (t) => {
  const server = await started(t);
  await arm(server, { rules: [{ kind: "conflict", on: "mutation" }] });
  const call = { path: "notes:add", args: { text: "x" } };
  assert.equal((await post(server, "/api/function", call, ADMIN_KEY)).status, 503);
});

test("one seed is one schedule", async (t) => {
  const server = await started(t);
  const outcome = async () => {
    const { seed } = await arm(server, {
      schedule: { seed: 7, oneIn: 3, kinds: ["conflict", "overloaded"], most: 4 },
    });
    assert.equal(seed, 7);
    const statuses = [];
    for (let at = 0; at < 20; at += 1) statuses.push((await add(server)).status);
    return statuses;
  };
  const first = await outcome();
  assert.equal(first.filter((status) => status !== 200).length, 4);
  assert.deepEqual(await outcome(), first);
});

test("a restart cuts everybody, refuses for a while, and keeps what was committed", async (t) => {
  const server = await started(t);
  await add(server);
  const one = await socket(t, server);
  const { url } = server;
  await arm(server, { rules: [{ kind: "restart", ms: 30, after: true }] });
  one.send(mutation(0));
  await one.closed;
  await assert.rejects(add(server), /fetch failed/);
  await server.restarted;
  assert.equal(server.url, url);
  assert.equal(stored(server), 2);
  assert.equal((await add(server)).status, 200);
});

test("a paused deployment runs nothing", async (t) => {
  const server = await started(t);
  await arm(server, { paused: true });
  const refused = await add(server);
  assert.deepEqual([refused.status, refused.body.code], [400, "BackendIsNotRunning"]);
  const one = await socket(t, server);
  one.send(mutation(0));
  assert.match((await one.hear("FatalError")).error, /not running/);
  await arm(server, { paused: false });
  assert.equal((await add(server)).status, 200);
});

test("latency is added to every round trip, and pipelined calls share it", async (t) => {
  const server = await started(t);
  await arm(server, { latencyMs: 60 });
  const one = await socket(t, server);
  const start = performance.now();
  for (let at = 0; at < 10; at += 1) one.send(mutation(at));
  await one.hear("MutationResponse", ({ requestId }) => requestId === 9);
  const took = performance.now() - start;
  assert.ok(took >= 58, `${took}`);
  assert.ok(took < 600, `ten round trips one after another: ${took}`);
});

test("a push goes live in the middle of things", async (t) => {
  const server = await started(t);
  const rules = [{ kind: "redeploy" }, { kind: "redeploy", dir: app("notes_wide") }];
  await arm(server, { rules });
  assert.equal((await add(server)).status, 200);
  assert.equal((await add(server)).status, 200);
  assert.equal(server.deployment.generation, 3);
  assert.ok(server.deployment.database.table("extra") !== undefined);
  assert.equal(stored(server), 2);
});

test("a fault that doesn't exist is said", async (t) => {
  const server = await started(t);
  const { status, body } = await post(server, "/_test/faults", { rules: [{ kind: "flood" }] });
  assert.equal(status, 400);
  assert.match(body.error, /there is no fault flood, only loseAnswer/);
});
