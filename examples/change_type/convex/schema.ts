// Generated from the declared versions and the receipts, do not edit.
// To change it, change the Rust declarations and run `generate`.

/* eslint-disable */

import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { ledgerTables } from "./migrate_runtime/tables";

export default defineSchema({
  // How far runs have come, kept by `migrate_runtime`.
  ...ledgerTables,
  // tasks@1 to tasks@2, until all are tasks@2
  tasks: defineTable({
    priority: v.union(
      v.literal("low"),
      v.literal("medium"),
      v.literal("high"),
      v.number(),
    ),
    title: v.string(),
  }).index("by_priority", ["priority"]),
});
