// node component.mjs DIR: runs migrations of DIR/<of>/schema_migrations.ts by the component itself,
// on convex-test, as DIR/cases.json says, and prints what it tells and what is stored then.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { convexTest } from "convex-test";
import { componentsGeneric, makeFunctionReference } from "convex/server";
import { convexToJson, jsonToConvex } from "convex/values";
import { bundle } from "./bundle.mjs";

// The component tells what it does on the console.
for (const level of ["log", "info", "debug", "warn", "error"]) console[level] = () => {};

const directory = resolve(process.argv[2]);
const { ids, cases } = JSON.parse(readFileSync(join(directory, "cases.json"), "utf8"));

const dist = new URL("node_modules/@convex-dev/migrations/dist/component/", import.meta.url);
const component = {
  schema: (await import(new URL("schema.js", dist))).default,
  modules: {
    "./component/lib.js": () => import(new URL("lib.js", dist)),
    "./component/_generated/api.js": () => import(new URL("_generated/api.js", dist)),
  },
};

const folders = [...new Set(cases.map(({ of }) => of))];
const files = folders.flatMap((of) => [`${of}/schema.ts`, `${of}/schema_migrations.ts`]);
const bundled = await bundle(directory, files);
const loaded = await Promise.all(bundled.map((file) => import(pathToFileURL(file))));
const projects = Object.fromEntries(
  folders.map((of, at) => [of, { schema: loaded[2 * at].default, migrations: loaded[2 * at + 1] }]),
);

// convex-test tells the table of an id by its end, so ids are others there.
const theirs = new Map(
  Object.entries(ids).map(([id, table], at) => [
    id,
    `${9_000_000_000 + at}`.padStart(32 - table.length, "9") + table,
  ]),
);
const ours = new Map([...theirs].map(([id, other]) => [other, id]));
function translated(json, names) {
  if (typeof json === "string") return names.get(json) ?? json;
  if (Array.isArray(json)) return json.map((element) => translated(element, names));
  if (typeof json !== "object" || json === null) return json;
  const entries = Object.entries(json).map(([key, value]) => [key, translated(value, names)]);
  return Object.fromEntries(entries);
}

async function run({ of, call, again, unchecked, tables }) {
  const { schema, migrations } = projects[of];
  const modules = {
    "./convex/schema_migrations.ts": async () => migrations,
    "./convex/_generated/api.ts": async () => ({}),
  };
  const checked = { schemaValidation: !unchecked };
  const t = convexTest({
    schema: Object.assign(Object.create(Object.getPrototypeOf(schema)), schema, checked),
    modules,
  });
  t.registerComponent("migrations", component.schema, component.modules);
  const inserted = {};
  for (const [table, documents] of Object.entries(tables)) {
    inserted[table] = [];
    for (const document of documents) {
      const fields = jsonToConvex(translated(document, theirs));
      inserted[table].push(await t.run((ctx) => ctx.db.insert(table, fields)));
    }
  }
  const path = (name) => `schema_migrations:${name}`;
  const all = Object.keys(migrations).filter((name) => name !== "runAll");
  const names = (call === "runAll" ? all : [call]).map(path);
  const getStatus = () =>
    t.query((ctx) => ctx.runQuery(componentsGeneric().migrations.lib.getStatus, { names }));
  let statuses;
  for (const args of again ? [{}, { reset: true }] : [{}]) {
    await t.mutation(makeFunctionReference(path(call)), { batchSize: 4, ...args });
    // It gives up on a timer that is late, so it is asked until all have come to an end.
    const isOver = () =>
      statuses.every(({ state }) => state === "success") ||
      statuses.some(({ state }) => state === "failed");
    for (let attempt = 0; attempt < 10_000; attempt += 1) {
      await t.finishAllScheduledFunctions(() => {}, 10_000);
      statuses = await getStatus();
      if (isOver()) break;
    }
  }
  const stored = {};
  for (const [table, of] of Object.entries(inserted)) {
    const documents = await t.run((ctx) =>
      Promise.all(of.map((id) => ctx.db.get(table, id))),
    );
    stored[table] = documents.map(({ _id, _creationTime, ...fields }) =>
      translated(convexToJson(fields), ours),
    );
  }
  const status = ({ name, state, processed, error }) => [
    name,
    // The message of a `ConvexError` is its data.
    { state, processed, error: error ?? null, ids: inserted },
  ];
  return { statuses: Object.fromEntries(statuses.map(status)), tables: stored };
}

const results = [];
for (const one of cases) results.push(await run(one));
process.stdout.write(JSON.stringify(results));
