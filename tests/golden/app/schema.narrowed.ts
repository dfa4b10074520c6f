// Generated from the declared versions and the receipts, do not edit.
// To change it, change the Rust declarations and run `generate`.

/* eslint-disable */

import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { ledgerTables } from "./migrate_runtime/tables";

export default defineSchema({
  // How far runs have come, kept by `migrate_runtime`.
  ...ledgerTables,
  audits: defineTable({
    balance: v.int64(),
    digest: v.bytes(),
    writtenAt: v.commitTs(),
  }),
  links: defineTable({
    owner: v.union(v.id("users"), v.null()),
    url: v.string(),
  }),
  notes: defineTable({
    headline: v.string(),
    mood: v.optional(v.string()),
    pinned: v.boolean(),
    words: v.number(),
  }),
  orders: defineTable({
    byName: v.record(
      v.string(),
      v.union(
        v.object({
          city: v.string(),
          country: v.string(),
          postcode: v.string(),
        }),
        v.null(),
      ),
    ),
    contact: v.union(
      v.object({
        kind: v.literal("mail"),
        to: v.string(),
      }),
      v.object({
        kind: v.literal("call"),
        number: v.string(),
      }),
      v.object({
        kind: v.literal("nobody"),
      }),
    ),
    former: v.array(
      v.object({
        city: v.string(),
        country: v.string(),
        postcode: v.string(),
      }),
    ),
    home: v.object({
      city: v.string(),
      country: v.string(),
      postcode: v.string(),
    }),
    office: v.optional(
      v.object({
        city: v.string(),
        country: v.string(),
        postcode: v.string(),
      }),
    ),
    sizes: v.array(
      v.union(
        v.number(),
        v.object({
          depth: v.number(),
          width: v.number(),
        }),
        v.string(),
      ),
    ),
    urgency: v.optional(v.union(v.literal("low"), v.literal("high"))),
  }),
  people: defineTable({
    fullName: v.string(),
    team: v.id("teams"),
  }),
  plain: defineTable({
    constructor: v.optional(v.string()),
    newName: v.optional(v.string()),
  }),
  prices: defineTable({
    amount: v.number(),
    currency: v.string(),
    label: v.string(),
    schemaVersion: v.literal(2),
  }),
  settings: defineTable({
    beta: v.optional(v.boolean()),
    language: v.string(),
    theme: v.union(
      v.literal("light"),
      v.literal("dark"),
      v.literal("high-contrast"),
    ),
    volume: v.number(),
  }),
  shapes: defineTable(
    v.union(
      v.object({
        diameter: v.number(),
        kind: v.literal("circle"),
      }),
      v.object({
        kind: v.literal("square"),
        side: v.number(),
      }),
    ),
  ),
  teams: defineTable({
    name: v.string(),
  }).index("by_name", ["name"]),
  users: defineTable({
    displayName: v.string(),
    email: v.string(),
    joinedAt: v.number(),
    logins: v.number(),
    priorityLevel: v.number(),
  })
    .index("by_email", ["email"])
    .index("by_level", ["priorityLevel"]),
});
