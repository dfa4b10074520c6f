// The log of what is committed, a deployment that forgets, and a time that passes faster.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setNow } from "../src/store/clock.mjs";
import { app, post, run, started } from "./deployment.mjs";

const control = async (server, name, body = {}) => {
  const { status, body: answer } = await post(server, `/_test/${name}`, body);
  assert.equal(status, 200, JSON.stringify(answer));
  return answer;
};
const lines = async (server) => (await control(server, "log")).lines;

test("what is committed is told in its order, with the call and each document before and after", async (t) => {
  const server = await started(t);
  await run(server, "notes:add", { text: "before the log" });
  await control(server, "log", { start: true });
  const { value: id } = await run(server, "notes:add", { text: "a" });
  await control(server, "log", { note: { by: "a test" } });
  await control(server, "deploy", { dir: app("notes"), note: "once more" });
  await control(server, "load", { tables: { notes: [{ text: "b" }] } });
  const [added, noted, pushed, loaded, ...more] = await lines(server);
  assert.deepEqual(more, []);
  assert.equal(added.path, "notes:add");
  assert.deepEqual([added.args, added.result], [{ text: "a" }, id]);
  const [{ table, id: changed, before, after }] = added.changes;
  assert.deepEqual([table, changed, before, after.text], ["notes", id, null, "a"]);
  assert.deepEqual(noted, { kind: "note", note: { by: "a test" } });
  assert.deepEqual(pushed, { kind: "push", note: "once more" });
  assert.deepEqual([loaded.path, loaded.changes[0].after], [null, { text: "b" }]);
});

test("what fails, reads or changes nothing isn't in the log", async (t) => {
  const server = await started(t);
  await control(server, "log", { start: true });
  await run(server, "notes:add", { text: 7 });
  await run(server, "notes:hidden");
  await post(server, "/_test/faults", { rules: [{ kind: "drop" }] });
  await assert.rejects(run(server, "notes:add", { text: "dropped" }));
  await post(server, "/_test/faults", { rules: [{ kind: "loseAnswer" }] });
  await assert.rejects(run(server, "notes:add", { text: "lost" }));
  const told = (await lines(server)).map(({ changes }) => changes[0].after.text);
  assert.deepEqual(told, ["lost"]);
});

test("a reset leaves nothing behind, and waits for what is under way", async (t) => {
  const server = await started(t);
  await run(server, "notes:add", { text: "a" });
  await control(server, "log", { start: true });
  await control(server, "faults", { rules: [{ kind: "delay", ms: 60 }], latencyMs: 1 });
  const late = run(server, "notes:add", { text: "late" });
  while ((await control(server, "faults")).fired.length === 0);
  await control(server, "reset");
  await late;
  assert.deepEqual((await control(server, "dump")).tables, {});
  assert.deepEqual(await lines(server), []);
  const { rules, fired, latencyMs } = await control(server, "faults");
  assert.deepEqual([rules, fired, latencyMs], [[], [], 0]);
  assert.ok((await run(server, "notes:add", { text: "x" })).status === "error");
  await control(server, "deploy", { dir: app("notes"), keep: true });
  const { value: id } = await run(server, "notes:add", { text: "x" });
  assert.equal(server.deployment.database.tableOf(id), "notes");
});

test("time stands still, passes faster and is moved", async (t) => {
  const server = await started(t);
  t.after(() => setNow({ now: null }));
  const clock = async (wanted) => (await control(server, "clock", wanted)).now;
  assert.equal(await clock({ now: 1_000 }), 1_000);
  assert.equal(await clock({ ahead: 500 }), 1_500);
  const since = process.hrtime.bigint();
  await clock({ rate: 1_000 });
  while (Date.now() < 2_500);
  assert.ok(process.hrtime.bigint() - since < 900_000_000n, "a second takes a millisecond");
});
