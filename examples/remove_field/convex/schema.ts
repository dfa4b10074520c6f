// Generated from the declared versions and the receipts, do not edit.
// To change it, change the Rust declarations and run `generate`.

import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export default defineSchema({
  // users@1 to users@2, until all are users@2
  users: defineTable({
    email: v.string(),
    first: v.optional(v.string()),
    last: v.optional(v.string()),
    legacyTheme: v.optional(v.string()),
    name: v.optional(v.string()),
  }),
});
