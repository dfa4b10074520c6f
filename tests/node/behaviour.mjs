// node behaviour.mjs DIR: runs the application of DIR and its helpers on convex-test, under the
// widened schema that DIR/schema.ts is, and asserts what is stored.
import assert from "node:assert/strict";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { convexTest } from "convex-test";
import { makeFunctionReference } from "convex/server";
import { bundle } from "./bundle.mjs";

const directory = resolve(process.argv[2]);
const [schema, helpers, application] = await Promise.all(
  (
    await bundle(directory, ["schema.ts", "schema_versions.ts", "application.ts"])
  ).map((file) => import(pathToFileURL(file))),
);
const modules = {
  "./convex/application.ts": async () => application,
  "./convex/_generated/api.ts": async () => ({}),
};
const t = convexTest({ schema: schema.default, modules });
const insert = (table, fields) => t.run((ctx) => ctx.db.insert(table, fields));
const fields = async (table, id) => {
  const { _id, _creationTime, ...rest } = await t.run((ctx) => ctx.db.get(table, id));
  return rest;
};
const fails = (code, call, says = /./) =>
  assert.rejects(call, (error) => {
    assert.equal(error.name, "ConvexError", String(error));
    const data = typeof error.data === "string" ? JSON.parse(error.data) : error.data;
    assert.equal(data.code, code, data.message);
    assert.match(data.message, says);
    return true;
  });

// An old document is read as a new one, and stays as it is.
const oldUser = { userName: "Ada", email: "ada@example.com", priority: "high" };
const ada = await insert("users", oldUser);
const greet = makeFunctionReference("application:greet");
assert.equal(await t.query(greet, { id: ada }), `Ada 3 ${ada} old`);
assert.deepEqual(await fields("users", ada), oldUser);

// Patching it stores the whole new document.
const rename = makeFunctionReference("application:rename");
await t.mutation(rename, { id: ada, displayName: "Countess" });
const newAda = await fields("users", ada);
assert.equal(newAda.displayName, "Countess");
assert.equal(newAda.priorityLevel, 3);
assert.deepEqual(Object.keys(newAda).sort(), [
  "displayName",
  "email",
  "joinedAt",
  "logins",
  "priorityLevel",
]);
assert.equal(await t.query(greet, { id: ada }), `Countess 3 ${ada} Countess`);

// A hybrid, which only a raw patch makes: the newer field wins.
const bob = await insert("users", { ...oldUser, displayName: "Bob" });
assert.equal(await t.query(greet, { id: bob }), `Bob 3 ${bob} old`);
await t.run((ctx) =>
  helpers.patchUser(ctx, bob, { logins: 7 }, application.fillUser),
);
assert.deepEqual(
  { ...(await fields("users", bob)), joinedAt: 0 },
  { displayName: "Bob", email: oldUser.email, joinedAt: 0, logins: 7, priorityLevel: 3 },
);

// What isn't exactly a new document is never written, though the widened schema would take it.
await fails("invalid", () =>
  t.run((ctx) => helpers.insertUser(ctx, { ...newAda, userName: "Ada" })),
);
await fails(
  "invalid",
  () => t.run((ctx) => helpers.insertUser(ctx, oldUser)),
  /^users: a new document would not be of users@2 because of displayName, joinedAt, logins, priorityLevel, userName, priority$/,
);
await fails("invalid", () =>
  t.run((ctx) =>
    helpers.patchUser(ctx, ada, { displayName: undefined }, application.fillUser),
  ),
);
assert.deepEqual(await fields("users", ada), newAda);
const nobody = await insert("users", { email: "nobody@example.com" });
await fails("unknown_version", () =>
  t.run((ctx) => helpers.patchUser(ctx, nobody, { logins: 1 }, application.fillUser)),
);
await t.run((ctx) => ctx.db.delete("users", nobody));
await fails("not_found", () =>
  t.run((ctx) => helpers.patchUser(ctx, nobody, { logins: 1 }, application.fillUser)),
);

// An optional field is removed by `undefined`.
const note = await insert("notes", { title: "a b c", pinned: true });
await t.run((ctx) =>
  helpers.patchNote(ctx, note, { mood: undefined }, application.fillNote),
);
assert.deepEqual(await fields("notes", note), { headline: "a b c", words: 3, pinned: true });

// A marked document is transformed once, and a new one gets its marker.
const tea = await insert("prices", { amount: 3, label: "tea" });
for (const label of ["green tea", "black tea"]) {
  await t.run((ctx) => helpers.patchPrice(ctx, tea, { label }, application.fillPrice));
  assert.deepEqual(await fields("prices", tea), {
    amount: 300,
    currency: "USD",
    label,
    schemaVersion: 2,
  });
}
await t.mutation(makeFunctionReference("application:seed"), {});
const seeded = await t.run((ctx) => ctx.db.query("prices").collect());
assert.deepEqual(
  seeded.map((price) => price.schemaVersion),
  [2, 2],
);

// Text that is an id of the right table stays, any other text is old.
const link = async (owner) => {
  const id = await insert("links", { owner, url: "https://example.com" });
  await t.run((ctx) => helpers.patchLink(ctx, id, {}, application.fillLink));
  return (await fields("links", id)).owner;
};
assert.equal(await link(ada), ada);
assert.equal(await link("Ada"), null);
assert.equal(await link(note), null);

// A commit timestamp is a promise inside its own mutation.
const audit = await t.run(async (ctx) => {
  const value = { writtenAt: ctx.db.vars.commitTs, balance: 1n, digest: new ArrayBuffer(1) };
  return await helpers.insertAudit(ctx, value);
});
assert.equal((await fields("audits", audit)).balance, 1n);

// What only a run can carry is told apart, and not written.
const team = await insert("teams", { name: "blue" });
const oldPerson = { name: "Ada", teamName: "blue" };
const person = await insert("people", oldPerson);
const read = await t.run(async (ctx) =>
  helpers.readPerson(await ctx.db.get("people", person)),
);
assert.equal(read.version, 1);
assert.equal(read.doc.teamName, "blue");
await fails("needs_run", () =>
  t.run((ctx) => helpers.patchPerson(ctx, person, { fullName: "Ada" })),
);
assert.deepEqual(await fields("people", person), oldPerson);
const second = await insert("people", { name: "Bob", team });
await t.run((ctx) => helpers.patchPerson(ctx, second, { fullName: "Robert" }));
assert.deepEqual(await fields("people", second), { fullName: "Robert", team });

// Everything the application reads, of whichever version, adds up.
await insert("settings", { theme: "black", volume: true });
await insert("shapes", { kind: "circle", radius: 2 });
// convex-test takes an absent field of this name from the prototype, so it is there.
await insert("plain", { oldName: "abc", constructor: "own" });
const sum = await t.query(makeFunctionReference("application:everyTable"), {});
assert.ok(sum > 0, `${sum}`);
console.log("ok");
