import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export default defineSchema({
  notes: defineTable({
    text: v.string(),
    stars: v.optional(v.number()),
    author: v.optional(v.id("people")),
  }).index("by_text", ["text"]),
  people: defineTable({ name: v.string() }),
});
