// Generated from the declared versions and the receipts, do not edit.
// To change it, change the Rust declarations and run `generate`.

/* eslint-disable */

import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { ledgerTables } from "./migrate_runtime/tables";

export default defineSchema({
  // How far runs have come, kept by `migrate_runtime`.
  ...ledgerTables,
  channels: defineTable({
    name: v.string(),
  }),
  messages: defineTable({
    author: v.string(),
    body: v.string(),
    channel: v.id("channels"),
    sentAt: v.number(),
  })
    .index("by_author", { fields: ["author"], staged: true })
    .index("by_channel", ["channel"])
    .index("by_channel_sent", ["channel", "sentAt"])
    .searchIndex("search_body", {
      searchField: "body",
      filterFields: ["channel"],
    }),
});
