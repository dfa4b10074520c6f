// Generated from the declared versions and the receipts, do not edit.
// To change it, change the Rust declarations and run `generate`.

/* eslint-disable */

import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { ledgerTables } from "./migrate_runtime/tables";

export default defineSchema({
  // How far runs have come, kept by `migrate_runtime`.
  ...ledgerTables,
  directors: defineTable({
    name: v.string(),
  }).index("by_name", ["name"]),
  movies: defineTable({
    budget: v.number(),
    creativeType: v.union(v.string(), v.null()),
    directedBy: v.optional(v.id("directors")),
    distributor: v.optional(v.string()),
    genre: v.union(v.string(), v.null()),
    imdbRating: v.union(v.number(), v.null()),
    imdbVotes: v.union(v.number(), v.null()),
    minutes: v.union(v.number(), v.null()),
    mpaaRating: v.optional(
      v.union(
        v.literal("G"),
        v.literal("PG"),
        v.literal("PG-13"),
        v.literal("R"),
        v.literal("NC-17"),
        v.literal("Not Rated"),
        v.literal("Open"),
      ),
    ),
    profit: v.optional(v.number()),
    released: v.number(),
    rottenTomatoesRating: v.union(v.number(), v.null()),
    source: v.union(v.string(), v.null()),
    title: v.string(),
    usGross: v.optional(v.number()),
    worldwideGross: v.optional(v.number()),
  })
    .index("by_director", ["directedBy", "released"])
    .index("by_released", ["released"]),
});
