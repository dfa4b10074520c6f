// Generated from the declared versions and the receipts, do not edit.
// To change it, change the Rust declarations and run `generate`.

/* eslint-disable */

import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { ledgerTables } from "./migrate_runtime/tables";

export default defineSchema({
  // How far runs have come, kept by `migrate_runtime`.
  ...ledgerTables,
  // posts@1 to posts@2, until all are posts@2
  posts: defineTable({
    body: v.string(),
    likes: v.optional(v.number()),
    publishedAt: v.optional(v.number()),
    subtitle: v.optional(v.string()),
    title: v.string(),
    words: v.optional(v.number()),
  }),
});
