// The order of calls that are made at the same time, as a seed decides it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Gate } from "../src/gate.mjs";
import { post, socket, started } from "./deployment.mjs";

const TEXTS = ["a", "b", "c", "d"];
/** Longer than any test: nothing but the number of calls opens the gate, and one follows the other. */
const NEVER = { quietMs: 600_000, patienceMs: 600_000 };

const arm = async (server, wanted) => (await post(server, "/_test/gate", wanted)).body;
const add = (server, text) => post(server, "/api/mutation", { path: "notes:add", args: { text } });

/** The texts in the order in which they were committed. */
async function committed(server) {
  const { lines } = (await post(server, "/_test/log", {})).body;
  return lines.map(({ args }) => args.text);
}

/** Adds all texts at the same time behind a gate with this seed. */
async function added(server, seed, texts) {
  await arm(server, { seed, quorum: texts.length, ...NEVER });
  await post(server, "/_test/log", { start: true });
  const answers = await Promise.all(texts.map((text) => add(server, text)));
  for (const { status } of answers) assert.equal(status, 200);
  return committed(server);
}

test("a seed decides the order of commits, whoever comes first", async (t) => {
  const server = await started(t);
  const orders = new Set();
  for (let seed = 0; seed < 12; seed += 1) {
    const order = await added(server, seed, TEXTS);
    assert.deepEqual([...order].sort(), TEXTS);
    assert.deepEqual(await added(server, seed, [...TEXTS].reverse()), order);
    orders.add(order.join(""));
  }
  assert.ok(orders.size > 4, `${orders.size} orders by 12 seeds`);
});

test("sockets and HTTP stand at the same gate", async (t) => {
  const server = await started(t);
  const firsts = new Set();
  for (let seed = 0; seed < 12; seed += 1) {
    const one = await socket(t, server);
    await arm(server, { seed, quorum: 2, ...NEVER });
    await post(server, "/_test/log", { start: true });
    const mutation = {
      type: "Mutation",
      requestId: 0,
      udfPath: "notes:add",
      args: [{ text: "s" }],
    };
    one.send(mutation);
    const [answer] = await Promise.all([add(server, "h"), one.hear("MutationResponse")]);
    assert.equal(answer.status, 200);
    const order = await committed(server);
    assert.equal(order.length, 2);
    firsts.add(order[0]);
  }
  assert.deepEqual([...firsts].sort(), ["h", "s"]);
});

test("one call by itself goes through once it is quiet", async (t) => {
  const server = await started(t);
  await arm(server, { seed: 1, quorum: 10, quietMs: 1 });
  assert.equal((await add(server, "alone")).status, 200);
  assert.deepEqual(await arm(server, {}), { seed: 1, held: 0, kept: 0, turned: 0 });
});

test("whoever is held goes through when the gate is taken away or the deployment is reset", async (t) => {
  const server = await started(t);
  const isHeld = async () => {
    while ((await arm(server, {})).held === 0);
  };
  await arm(server, { seed: 1, quorum: 10, ...NEVER });
  const held = add(server, "held");
  await isHeld();
  await arm(server, { seed: null });
  assert.equal((await held).status, 200);
  await arm(server, { seed: 1, quorum: 10, ...NEVER });
  const another = add(server, "another");
  await isHeld();
  await post(server, "/_test/reset", {});
  await another;
  assert.equal((await arm(server, {})).seed, null);
});

test("a call that waits for another one's answer holds it up only for a while", async () => {
  const gate = new Gate();
  gate.arm({ seed: 1, quorum: 1 });
  const call = (path) => ({ kind: "action", path, args: {} });
  const outer = gate.pass(call("outer"), () => gate.pass(call("inner"), async () => "inside"));
  assert.equal(await outer, "inside");
});

test("a call that fails lets the next one through", async () => {
  const gate = new Gate();
  gate.arm({ seed: 1, quorum: 2, ...NEVER });
  const made = [];
  const make = (name) =>
    gate.pass({ kind: "mutation", path: name, args: {} }, async () => {
      made.push(name);
      throw new Error(name);
    });
  const ended = await Promise.allSettled([make("one"), make("two")]);
  assert.deepEqual(
    ended.map(({ status }) => status),
    ["rejected", "rejected"],
  );
  assert.deepEqual([...made].sort(), ["one", "two"]);
  const { kept, turned } = gate.state;
  assert.equal(kept + turned, 1);
});
