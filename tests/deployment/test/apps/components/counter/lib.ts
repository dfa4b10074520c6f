import { mutationGeneric } from "convex/server";
import { v } from "convex/values";

export const bump = mutationGeneric({
  args: { name: v.string() },
  returns: v.int64(),
  handler: async (ctx, { name }) => {
    const old = await ctx.db
      .query("counts")
      .withIndex("by_name", (q) => q.eq("name", name))
      .unique();
    if (old === null) await ctx.db.insert("counts", { name, count: 1n });
    else await ctx.db.patch(old._id, { count: old.count + 1n });
    return (old?.count ?? 0n) + 1n;
  },
});
