import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export default defineSchema({
  notes: defineTable({
    text: v.string(),
    stars: v.optional(v.union(v.number(), v.int64())),
    author: v.optional(v.id("people")),
    tags: v.optional(v.record(v.string(), v.number())),
    level: v.optional(v.union(v.literal(1n), v.literal("high"))),
  }).index("by_stars", ["stars"]),
  people: defineTable({ name: v.string() }),
  extra: defineTable(v.any()).index("by_kind", { fields: ["kind"], staged: true }),
});
