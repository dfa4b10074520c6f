// Generated from the declared versions and the receipts, do not edit.
// To change it, change the Rust declarations and run `generate`.

/* eslint-disable */

import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export default defineSchema({
  anything: defineTable(v.any()),
  empty: defineTable({}),
  everything: defineTable({
    any: v.any(),
    array: v.array(v.array(v.number())),
    boolean: v.boolean(),
    bytes: v.bytes(),
    class: v.string(),
    commitTs: v.commitTs(),
    embedding: v.array(v.number()),
    file: v.optional(v.id("_storage")),
    id: v.id("others"),
    int64: v.int64(),
    literals: v.union(
      v.literal("it's"),
      v.literal('say "so"'),
      v.literal("back\\slash\nline\u{1}\u{200b}é 日本"),
      v.literal(1),
      v.literal(-0),
      v.literal(1e300),
      v.literal(-2.5e-7),
      v.literal(-9223372036854775808n),
      v.literal(7n),
      v.literal(true),
      v.literal(false),
    ),
    nested: v.object({
      ["__proto__"]: v.optional(v.string()),
      street: v.string(),
      zip: v.optional(v.literal("1-2")),
    }),
    nestedOptional: v.optional(
      v.object({
        ["__proto__"]: v.optional(v.string()),
        street: v.string(),
        zip: v.optional(v.literal("1-2")),
      }),
    ),
    nobody: v.union(),
    null: v.null(),
    nullable: v.optional(v.union(v.string(), v.null())),
    one: v.union(v.string()),
    record: v.record(
      v.string(),
      v.object({
        ["__proto__"]: v.optional(v.string()),
        street: v.string(),
        zip: v.optional(v.literal("1-2")),
      }),
    ),
    recordById: v.record(
      v.id("others"),
      v.array(
        v.object({
          ["__proto__"]: v.optional(v.string()),
          street: v.string(),
          zip: v.optional(v.literal("1-2")),
        }),
      ),
    ),
    string: v.string(),
  })
    .index("by_class", ["class"])
    .index("by_street", ["nested.street", "nested.zip", "int64"])
    .index("by_string", { fields: ["string"], staged: true })
    .searchIndex("search_class", {
      searchField: "class",
      filterFields: ["boolean", "id"],
      staged: true,
    })
    .searchIndex("search_string", { searchField: "string" })
    .vectorIndex("vector_embedding", {
      vectorField: "embedding",
      dimensions: 1536,
    })
    .vectorIndex("vector_staged", {
      vectorField: "embedding",
      dimensions: 2,
      filterFields: ["class", "id"],
      staged: true,
    }),
  others: defineTable({
    a: v.optional(v.null()),
  }).index("by_a", ["a"]),
  shapes: defineTable(
    v.union(
      v.object({
        kind: v.literal("circle"),
        radius: v.number(),
      }),
      v.object({
        kind: v.literal("square"),
        side: v.number(),
      }),
    ),
  ).index("by_kind", ["kind"]),
});
