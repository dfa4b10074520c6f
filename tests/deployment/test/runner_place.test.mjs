// The place of a deployment's one runner: taken, kept, lost and left.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Runner, STEP } from "./runner.mjs";

/** The deployment's clock, stopped until it is set. */
function stoppedClock(test, now) {
  const real = Date.now;
  const clock = { now };
  Date.now = () => clock.now;
  test.after(() => (Date.now = real));
  return clock;
}

const claim = (runner) => ({ runner, command: "ship", claim: runner });

test("one runner at a time: the next one is told who has the place, and for how long", async (t) => {
  const clock = stoppedClock(t, 1_700_000_000_000);
  const runner = await Runner.start(t);
  const first = await runner.call("runs:takeOver", claim("ada"));
  assert.deepEqual(first, { kind: "taken", run: 1 });
  clock.now = 1_700_000_006_000;
  const second = await runner.call("runs:takeOver", claim("bob"));
  const holder = { run: 1, runner: "ada", beatAt: 1_700_000_000_000, leaseLeft: 9_000 };
  assert.deepEqual(second, { kind: "held", holder });
  assert.equal(await runner.call("runs:heartbeat", { run: 1 }), null);
  const third = await runner.call("runs:takeOver", claim("bob"));
  assert.equal(third.holder.leaseLeft, 15_000);
  assert.equal((await runner.call("runs:runs", { limit: 9 })).runs.length, 1);
});

test("a call that arrives twice takes the place once", async (t) => {
  const runner = await Runner.start(t);
  const taken = await runner.call("runs:takeOver", claim("ada"));
  assert.deepEqual(await runner.call("runs:takeOver", claim("ada")), taken);
  await runner.call("runs:release", { run: 1, status: "completed", error: null });
  // Also one that arrives when all is over.
  assert.deepEqual(await runner.call("runs:takeOver", claim("ada")), taken);
  const { runs, beatAt } = await runner.call("runs:runs", { limit: 9 });
  assert.deepEqual([runs.length, runs[0].status, beatAt], [1, "completed", null]);
});

test("a runner that is silent for a lease loses its place, and writes nothing more", async (t) => {
  const clock = stoppedClock(t, 1_700_000_000_000);
  const runner = await Runner.start(t);
  const dead = await runner.begin();
  const late = await runner.batch(dead);
  clock.now = 1_700_000_014_999;
  assert.equal((await runner.call("runs:takeOver", claim("bob"))).kind, "held");
  clock.now = 1_700_000_015_000;
  assert.deepEqual(await runner.call("runs:takeOver", claim("bob")), { kind: "taken", run: 2 });
  const fenced = { kind: "fenced", run: dead, why: { kind: "overtaken" } };
  assert.deepEqual(await runner.failure("commit:commit", late), fenced);
  const pass = { run: dead, step: STEP, follows: 1, ranges: [] };
  assert.deepEqual(await runner.failure("steps:beginPass", pass), fenced);
  assert.deepEqual(await runner.call("runs:heartbeat", { run: dead }), { kind: "overtaken" });
  await runner.call("runs:release", { run: dead, status: "failed", error: "late" });
  const { runs, beatAt } = await runner.call("runs:runs", { limit: 9 });
  assert.deepEqual(
    runs.map(({ run, status, error }) => [run, status, error]),
    [
      [2, "running", null],
      [1, "abandoned", null],
    ],
  );
  assert.equal(beatAt, 1_700_000_015_000);
});

test("a heartbeat tells which document takes long, until the next one", async (t) => {
  const runner = await Runner.start(t);
  const inHand = { table: "notes", id: "a", elapsedMs: 1_234 };
  const shown = async () => (await runner.call("runs:runs", { limit: 1 })).inHand;
  assert.equal(await shown(), null);
  const run = await runner.begin();
  assert.equal(await shown(), null);
  assert.equal(await runner.call("runs:heartbeat", { run, inHand }), null);
  assert.deepEqual(await shown(), inHand);
  assert.deepEqual((await runner.call("status:status", {})).runs.inHand, inHand);
  assert.equal(await runner.call("runs:heartbeat", { run }), null);
  assert.equal(await shown(), null);
  await runner.call("runs:heartbeat", { run, inHand });
  await runner.call("runs:release", { run, status: "completed", error: null });
  assert.equal(await shown(), null);
});

test("a lease that has run out is whole again while nobody else has come", async (t) => {
  const clock = stoppedClock(t, 1_700_000_000_000);
  const runner = await Runner.start(t);
  const run = await runner.begin();
  clock.now = 1_700_000_060_000;
  assert.equal((await runner.call("commit:commit", await runner.batch(run))).kind, "committed");
  assert.equal(await runner.call("runs:heartbeat", { run }), null);
  assert.equal((await runner.call("runs:takeOver", claim("bob"))).kind, "held");
});

test("paused runs write nothing, nobody takes the place, and a dead one still loses it", async (t) => {
  const clock = stoppedClock(t, 1_700_000_000_000);
  const runner = await Runner.start(t);
  const run = await runner.begin();
  const batch = await runner.batch(run);
  const before = await runner.call("runs:control", { control: "pause" });
  assert.deepEqual([before.pausedSince, before.runs[0].run], [null, run]);
  clock.now = 1_700_000_005_000;
  const again = await runner.call("runs:control", { control: "pause" });
  const since = 1_700_000_000_000;
  assert.equal(again.pausedSince, since);
  const why = { kind: "paused", since };
  assert.deepEqual(await runner.failure("commit:commit", batch), { kind: "fenced", run, why });
  assert.deepEqual(await runner.call("runs:heartbeat", { run }), why);
  clock.now = 1_700_000_020_000;
  const paused = { kind: "paused", since };
  assert.deepEqual(await runner.call("runs:takeOver", claim("bob")), paused);
  assert.equal((await runner.call("runs:runs", { limit: 1 })).runs[0].status, "abandoned");
  await runner.call("runs:control", { control: "resume" });
  assert.deepEqual(await runner.call("runs:heartbeat", { run }), { kind: "overtaken" });
  assert.deepEqual(await runner.call("runs:takeOver", claim("bob")), { kind: "taken", run: 2 });
});

test("a pause before the first run holds, and a resumed run goes on", async (t) => {
  const runner = await Runner.start(t);
  await runner.call("runs:control", { control: "pause" });
  assert.equal((await runner.call("runs:takeOver", claim("ada"))).kind, "paused");
  await runner.call("runs:control", { control: "resume" });
  const run = await runner.begin();
  await runner.call("runs:control", { control: "pause" });
  await runner.call("runs:control", { control: "resume" });
  assert.equal((await runner.call("commit:commit", await runner.batch(run))).kind, "committed");
});

test("a cancelled run ends, whichever call says so, and the next one begins afresh", async (t) => {
  const runner = await Runner.start(t);
  // Nobody has the place, so there is nothing to cancel.
  await runner.call("runs:control", { control: "cancel" });
  const run = await runner.begin();
  const batch = await runner.batch(run);
  await runner.call("runs:control", { control: "cancel", run: run - 1 });
  assert.equal(await runner.call("runs:heartbeat", { run }), null);
  await runner.call("runs:control", { control: "cancel", run });
  const why = { kind: "cancelled" };
  assert.deepEqual(await runner.call("runs:heartbeat", { run }), why);
  assert.deepEqual(await runner.failure("commit:commit", batch), { kind: "fenced", run, why });
  await runner.call("runs:release", { run, status: "cancelled", error: null });
  const next = await runner.takePlace();
  assert.deepEqual([next, await runner.call("runs:heartbeat", { run: next })], [run + 1, null]);
  const { runs } = await runner.call("runs:runs", { limit: 1 });
  assert.deepEqual([runs.length, runs[0].run, runs[0].status], [1, next, "running"]);
});
