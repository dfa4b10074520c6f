// The sync protocol, by Convex's own client and by bare sockets.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ConvexError } from "convex/values";
import { client, query, socket, started } from "./deployment.mjs";

const mutation = (requestId, udfPath, args = {}) => ({
  type: "Mutation",
  requestId,
  udfPath,
  args: [args],
});

test("a subscription is told of what a mutation wrote", async (t) => {
  const server = await started(t);
  const convex = client(t, server);
  const texts = [];
  const seen = new Promise((resolve) => {
    convex.onUpdate(query("notes:list"), {}, (notes) => {
      texts.push(notes.map(({ text }) => text));
      if (notes.length === 1) resolve();
    });
  });
  await convex.mutation(query("notes:add"), { text: "hello" });
  await seen;
  assert.deepEqual(texts.at(-1), ["hello"]);
});

test("the data of a ConvexError arrives, and the text of any other error doesn't", async (t) => {
  const server = await started(t);
  const convex = client(t, server);
  const error = await convex
    .mutation(query("notes:addThenFail"), { text: "x" })
    .catch((error) => error);
  assert.ok(error instanceof ConvexError);
  assert.deepEqual(error.data, { code: "no", count: 3n });
  await assert.rejects(
    convex.mutation(query("notes:fail"), {}),
    (error) => !error.message.includes("a secret"),
  );
  assert.deepEqual(await convex.query(query("notes:list"), {}), []);
});

test("errors keep their text where the deployment shows them", async (t) => {
  const convex = client(t, await started(t, { redact: false }));
  await assert.rejects(convex.mutation(query("notes:fail"), {}), /Uncaught Error: a secret/);
});

test("every value arrives as it was sent", async (t) => {
  const convex = client(t, await started(t));
  const value = {
    int: -(2n ** 63n),
    zero: -0,
    not: NaN,
    text: "é\u0000",
    bytes: new Uint8Array([0, 255]).buffer,
    list: [null, true],
  };
  const back = await convex.action(query("notes:echo"), { value });
  assert.deepEqual(back, value);
  assert.ok(Object.is(back.zero, -0));
});

test("internal functions are there for the admin only", async (t) => {
  const server = await started(t, { redact: false });
  const call = (id) => ({ type: "Add", queryId: id, udfPath: "notes:hidden", args: [{}] });
  const stranger = await socket(t, server);
  stranger.send({
    type: "ModifyQuerySet",
    baseVersion: 0,
    newVersion: 1,
    modifications: [call(1)],
  });
  const refused = await stranger.hear("Transition");
  assert.match(
    refused.modifications[0].errorMessage,
    /Could not find public function for 'notes:hidden'/,
  );
  const admin = await socket(t, server);
  admin.send({
    type: "Authenticate",
    tokenType: "Admin",
    value: server.deployment.adminKey,
    baseVersion: 0,
  });
  admin.send({ type: "ModifyQuerySet", baseVersion: 0, newVersion: 1, modifications: [call(1)] });
  const answered = await admin.hear("Transition", ({ modifications }) => modifications.length > 0);
  assert.deepEqual(answered.modifications[0].value, { $integer: "BwAAAAAAAAA=" });
});

test("a wrong key ends the connection with an auth error", async (t) => {
  const server = await started(t);
  const wrong = await socket(t, server);
  wrong.send({
    type: "Authenticate",
    tokenType: "Admin",
    value: "test-deployment|00",
    baseVersion: 0,
  });
  const error = await wrong.hear("AuthError");
  assert.equal(error.error, "The provided admin key was invalid for this instance");
  await wrong.closed;
});

test("mutations of one socket run in order, and each is followed by a transition past it", async (t) => {
  const server = await started(t);
  const one = await socket(t, server);
  for (let at = 0; at < 20; at += 1) one.send(mutation(at, "notes:add", { text: `n${at}` }));
  const last = await one.hear("MutationResponse", ({ requestId }) => requestId === 19);
  const number = (ts) => Buffer.from(ts, "base64").readBigUInt64LE();
  const transition = await one.hear(
    "Transition",
    ({ endVersion }) => number(endVersion.ts) >= number(last.ts),
  );
  assert.ok(transition);
  const texts = [...server.deployment.database.table("notes").documents.values()].map(
    ({ text }) => text,
  );
  assert.deepEqual(
    texts,
    Array.from({ length: 20 }, (_, at) => `n${at}`),
  );
});

test("a mutation that fails is followed by a transition too", async (t) => {
  const one = await socket(t, await started(t));
  one.send(mutation(0, "notes:addThenFail", { text: "x" }));
  const response = await one.hear("MutationResponse");
  assert.equal(response.success, false);
  assert.deepEqual(response.errorData, { code: "no", count: { $integer: "AwAAAAAAAAA=" } });
  await one.hear("Transition");
});

test("one request of one session is executed once, and of another session again", async (t) => {
  const server = await started(t);
  const one = await socket(t, server);
  one.send(mutation(5, "notes:add", { text: "once" }));
  one.send(mutation(5, "notes:add", { text: "once" }));
  one.send(mutation(6, "notes:add", { text: "end" }));
  await one.hear("MutationResponse", ({ requestId }) => requestId === 6);
  assert.equal(server.deployment.database.table("notes").documents.size, 2);
  const other = await socket(t, server);
  other.send(mutation(5, "notes:add", { text: "again" }));
  await other.hear("MutationResponse");
  assert.equal(server.deployment.database.table("notes").documents.size, 3);
});

test("a message that isn't one ends the connection for good", async (t) => {
  const one = await socket(t, await started(t));
  one.socket.send("{");
  const { error } = await one.hear("FatalError");
  assert.match(error, /Invalid JSON/);
  await one.closed;
});
