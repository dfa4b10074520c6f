// An application whose documents are carried: `schema.ts` as it is generated, with indexes of each
// kind that a transition may look for.
import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { ledgerTables } from "./migrate_runtime/tables";

export default defineSchema({
  ...ledgerTables,
  films: defineTable({
    title: v.union(v.string(), v.null()),
    year: v.optional(v.number()),
    rating: v.optional(v.literal("G")),
    director: v.optional(v.id("directors")),
    links: v.optional(v.array(v.object({ to: v.id("directors") }))),
    extra: v.optional(v.record(v.string(), v.union(v.number(), v.int64(), v.bytes()))),
  }),
  directors: defineTable({
    name: v.string(),
    home: v.optional(v.object({ city: v.string() })),
    film: v.optional(v.id("films")),
    // Every object inherits one.
    constructor: v.optional(v.string()),
  })
    .index("by_name", ["name"])
    .index("by_constructor", ["constructor"])
    .index("by_home", ["home.city", "name"])
    .index("by_film", { fields: ["film"], staged: true }),
});
