// Generated from the declared versions and the receipts, do not edit.
// To change it, change the Rust declarations and run `generate`.

/* eslint-disable */

import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { ledgerTables } from "./migrate_runtime/tables";

export default defineSchema({
  // How far runs have come, kept by `migrate_runtime`.
  ...ledgerTables,
  // users@1 to users@2, until all are users@2
  users: defineTable({
    email: v.string(),
    first: v.optional(v.string()),
    last: v.optional(v.string()),
    legacyTheme: v.optional(v.string()),
    name: v.optional(v.string()),
  }),
});
