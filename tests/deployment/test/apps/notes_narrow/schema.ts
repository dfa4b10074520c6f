import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export default defineSchema({
  notes: defineTable({ text: v.string(), stars: v.int64() }).index("by_stars", ["stars"]),
  people: defineTable({ name: v.string() }),
});
