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
  // movies@1 to movies@2, until all are movies@2
  movies: defineTable({
    budget: v.optional(v.number()),
    creativeType: v.union(v.string(), v.null()),
    directedBy: v.optional(v.id("directors")),
    director: v.optional(v.union(v.string(), v.null())),
    distributor: v.optional(v.union(v.string(), v.null())),
    genre: v.optional(v.union(v.string(), v.null())),
    imdbRating: v.union(v.number(), v.null()),
    imdbVotes: v.union(v.number(), v.null()),
    majorGenre: v.optional(v.union(v.string(), v.null())),
    minutes: v.optional(v.union(v.number(), v.null())),
    mpaaRating: v.optional(v.union(v.string(), v.null())),
    productionBudget: v.optional(v.union(v.number(), v.null())),
    profit: v.optional(v.number()),
    releaseDate: v.optional(v.string()),
    released: v.optional(v.number()),
    rottenTomatoesRating: v.union(v.number(), v.null()),
    runningTimeMin: v.optional(v.union(v.number(), v.null())),
    source: v.union(v.string(), v.null()),
    title: v.union(v.union(v.string(), v.number()), v.null()),
    usDvdSales: v.optional(v.union(v.number(), v.null())),
    usGross: v.optional(v.union(v.number(), v.null())),
    worldwideGross: v.optional(v.union(v.number(), v.null())),
  })
    .index("by_director", ["directedBy", "released"])
    .index("by_released", ["released"]),
});
