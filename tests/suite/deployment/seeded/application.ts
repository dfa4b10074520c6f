// What the application does to its documents while they are carried: each function is one
// transaction. Fields come as JSON in Convex's encoding. It is deployed with its schema, so it writes to
// no table that the schema has no more.
import { mutationGeneric as mutation, queryGeneric as query } from "convex/server";
import { ConvexError, jsonToConvex, v } from "convex/values";
import schema from "./schema";

const TABLES = ["counters", "films", "guests", "reviews", "directors"];

const decoded = (text: string) => jsonToConvex(JSON.parse(text)) as any;

const isThere = (table: string) => table in (schema as any).tables;

/** What the deployment refuses, as data: a production deployment hides what it says. */
async function refusable<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConvexError({ kind: "enforcement", reason });
  }
}

async function found(db: any, id: string): Promise<any> {
  if ((await db.get(id)) === null) throw new ConvexError({ kind: "noDocument" });
  return id;
}

export const ids = query({
  args: {},
  handler: async ({ db }) => {
    const known: Record<string, string[]> = {};
    for (const table of TABLES.filter(isThere)) {
      known[table] = (await db.query(table).collect()).map(({ _id }) => _id as string);
    }
    return known;
  },
});

export const insert = mutation({
  args: { table: v.string(), fields: v.string() },
  handler: async ({ db }, { table, fields }) => {
    if (!isThere(table)) throw new ConvexError({ kind: "noDocument" });
    await refusable(() => db.insert(table, decoded(fields)));
  },
});

export const patch = mutation({
  args: { id: v.string(), set: v.string(), remove: v.array(v.string()) },
  handler: async ({ db }, { id, set, remove }) => {
    const own = await found(db, id);
    const removed = Object.fromEntries(remove.map((name) => [name, undefined]));
    await refusable(() => db.patch(own, { ...decoded(set), ...removed }));
  },
});

export const replace = mutation({
  args: { id: v.string(), fields: v.string() },
  handler: async ({ db }, { id, fields }) => {
    const own = await found(db, id);
    await refusable(() => db.replace(own, decoded(fields)));
  },
});

export const remove = mutation({
  args: { id: v.string() },
  handler: async ({ db }, { id }) => {
    await db.delete(await found(db, id));
  },
});
