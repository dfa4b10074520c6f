// What somebody writes who carries users from outside, one batch after the other.
import { v } from "convex/values";
import { internalMutationGeneric, internalQueryGeneric } from "convex/server";

export const page = internalQueryGeneric({
  args: { after: v.union(v.string(), v.null()), documents: v.number() },
  handler: async ({ db }, { after, documents }) => {
    const users = db.query("users").withIndex("by_id", (q) =>
      after === null ? q : q.gt("_id", after as never),
    );
    return await users.take(documents);
  },
});

export const write = internalMutationGeneric({
  args: { users: v.array(v.object({ id: v.id("users"), fields: v.any() })) },
  handler: async ({ db }, { users }) => {
    for (const { id, fields } of users) await db.replace("users", id, fields);
  },
});
