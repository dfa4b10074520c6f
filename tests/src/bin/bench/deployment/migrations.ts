// The same change as the README of `@convex-dev/migrations` has it.
import { Migrations } from "@convex-dev/migrations";
import type { ComponentApi } from "@convex-dev/migrations/_generated/component.js";
import { componentsGeneric } from "convex/server";
import { newUser } from "./users";

const { migrations: component } = componentsGeneric() as unknown as {
  migrations: ComponentApi<"migrations">;
};

export const migrations = new Migrations(component);
export const run = migrations.runner();

export const users = migrations.define({
  table: "users",
  migrateOne: async (ctx, user) => {
    if (user.priority === undefined) return;
    await ctx.db.replace(user._id, newUser(user) as never);
  },
});
