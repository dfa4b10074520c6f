import { componentsGeneric, mutationGeneric } from "convex/server";

const components: any = componentsGeneric();

export const click = mutationGeneric({
  args: {},
  handler: async (ctx) => {
    await ctx.db.insert("clicked", {});
    return await ctx.runMutation(components.clicks.lib.bump, { name: "all" });
  },
});
