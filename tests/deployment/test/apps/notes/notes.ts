import {
  internalMutationGeneric,
  internalQueryGeneric,
  mutationGeneric,
  queryGeneric,
  actionGeneric,
  makeFunctionReference,
} from "convex/server";
import { ConvexError, v } from "convex/values";

export const list = queryGeneric({
  args: {},
  returns: v.array(v.any()),
  handler: (ctx) => ctx.db.query("notes").collect(),
});

export const add = mutationGeneric({
  args: { text: v.string() },
  returns: v.id("notes"),
  handler: (ctx, { text }) => ctx.db.insert("notes", { text }),
});

export const addUnchecked = mutationGeneric({
  handler: (ctx, { table, document }: any) => ctx.db.insert(table, document),
});

export const addThenFail = mutationGeneric({
  args: { text: v.string() },
  handler: async (ctx, { text }) => {
    await ctx.db.insert("notes", { text });
    throw new ConvexError({ code: "no", count: 3n });
  },
});

export const fail = mutationGeneric({
  args: {},
  handler: () => {
    throw new Error("a secret");
  },
});

export const echo = actionGeneric({
  args: { value: v.any() },
  handler: (_ctx, { value }) => value,
});

export const wrongResult = mutationGeneric({
  args: {},
  returns: v.record(v.string(), v.number()),
  handler: async (ctx) => {
    await ctx.db.insert("notes", { text: "never" });
    return { a: "b" } as any;
  },
});

export const hidden = internalQueryGeneric({ args: {}, returns: v.int64(), handler: () => 7n });

export const bump = internalMutationGeneric({
  args: { id: v.id("notes"), by: v.number() },
  handler: async (ctx, { id, by }) => {
    const note: any = await ctx.db.get("notes", id);
    await ctx.db.patch("notes", id, { stars: (note.stars ?? 0) + by });
  },
});

export const metrics = internalMutationGeneric({
  args: { insert: v.number() },
  handler: async (ctx, { insert }) => {
    for (let at = 0; at < insert; at += 1) await ctx.db.insert("notes", { text: `n${at}` });
    await ctx.db.query("notes").withIndex("by_id").collect();
    return await (ctx as any).meta.getTransactionMetrics();
  },
});

export const viaAction = actionGeneric({
  args: { text: v.string() },
  handler: async (ctx, { text }) => {
    const id = await ctx.runMutation(makeFunctionReference<"mutation">("notes:add"), { text });
    const notes: any[] = await ctx.runQuery(makeFunctionReference<"query">("notes:list"), {});
    return { id, count: notes.length };
  },
});

// One operation of `ctx.db`, for tests that try them all.
export const db = internalMutationGeneric({
  args: { op: v.string(), args: v.array(v.any()) },
  handler: (ctx, { op, args }) => (ctx.db as any)[op](...args),
});

export const byIndex = internalQueryGeneric({
  args: { table: v.string(), index: v.string() },
  handler: (ctx, { table, index }) =>
    ctx.db
      .query(table as any)
      .withIndex(index as any)
      .collect(),
});

export const page = internalQueryGeneric({
  args: { table: v.string(), options: v.any() },
  handler: (ctx, { table, options }) => ctx.db.query(table as any).paginate(options),
});

export const addLater = mutationGeneric({
  args: { text: v.string() },
  handler: async (ctx, { text }) => {
    await ctx.scheduler.runAfter(0, makeFunctionReference<"mutation">("notes:add"), { text });
  },
});
