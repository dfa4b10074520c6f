// Generated from the declared versions and the receipts, do not edit.
// To change it, change the Rust declarations and run `generate`.

/* eslint-disable */

import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { ledgerTables } from "./migrate_runtime/tables";

export default defineSchema({
  // How far runs have come, kept by `migrate_runtime`.
  ...ledgerTables,
  // audits@1 to audits@2, until all are audits@2
  audits: defineTable({
    at: v.optional(v.commitTs()),
    balance: v.optional(v.int64()),
    digest: v.optional(v.bytes()),
    writtenAt: v.optional(v.commitTs()),
  }),
  // links@1 to links@2, until all are links@2
  links: defineTable({
    owner: v.union(v.string(), v.null()),
    url: v.string(),
  }),
  // notes@1 to notes@3, until all are notes@3
  notes: defineTable({
    headline: v.optional(v.string()),
    mood: v.optional(v.string()),
    pinned: v.optional(v.boolean()),
    text: v.optional(v.string()),
    title: v.optional(v.string()),
    words: v.optional(v.number()),
  }),
  // orders@1 to orders@2, until all are orders@2
  orders: defineTable({
    byName: v.union(
      v.record(
        v.string(),
        v.union(
          v.object({
            city: v.string(),
            zip: v.string(),
          }),
          v.null(),
        ),
      ),
      v.record(
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
    ),
    contact: v.union(
      v.object({
        address: v.string(),
        kind: v.literal("mail"),
      }),
      v.object({
        kind: v.literal("phone"),
        number: v.string(),
      }),
      v.object({
        kind: v.literal("nobody"),
      }),
      v.object({
        kind: v.literal("mail"),
        to: v.string(),
      }),
      v.object({
        kind: v.literal("call"),
        number: v.string(),
      }),
    ),
    former: v.union(
      v.array(
        v.object({
          city: v.string(),
          zip: v.string(),
        }),
      ),
      v.array(
        v.object({
          city: v.string(),
          country: v.string(),
          postcode: v.string(),
        }),
      ),
    ),
    home: v.union(
      v.object({
        city: v.string(),
        zip: v.string(),
      }),
      v.object({
        city: v.string(),
        country: v.string(),
        postcode: v.string(),
      }),
    ),
    office: v.optional(
      v.object({
        city: v.string(),
        country: v.string(),
        postcode: v.string(),
      }),
    ),
    sizes: v.union(
      v.array(
        v.union(
          v.number(),
          v.object({
            width: v.number(),
          }),
          v.string(),
        ),
      ),
      v.array(
        v.union(
          v.number(),
          v.object({
            depth: v.number(),
            width: v.number(),
          }),
          v.string(),
        ),
      ),
    ),
    urgency: v.optional(
      v.union(
        v.literal("low"),
        v.literal("now"),
        v.literal("whenever"),
        v.literal("high"),
      ),
    ),
    work: v.optional(
      v.object({
        city: v.string(),
        zip: v.string(),
      }),
    ),
  }),
  // people@1 to people@3, until all are people@3
  people: defineTable({
    fullName: v.optional(v.string()),
    name: v.optional(v.string()),
    team: v.optional(v.id("teams")),
    teamName: v.optional(v.string()),
  }),
  // plain@1 to plain@2, until all are plain@2
  plain: defineTable({
    constructor: v.optional(v.string()),
    newName: v.optional(v.string()),
    oldName: v.optional(v.string()),
  }),
  // prices@1 to prices@2, until all are prices@2
  prices: defineTable({
    amount: v.number(),
    currency: v.optional(v.string()),
    label: v.string(),
    schemaVersion: v.optional(v.literal(2)),
  }),
  // settings@1 to settings@2, until all are settings@2
  settings: defineTable({
    beta: v.optional(v.boolean()),
    language: v.optional(v.string()),
    theme: v.string(),
    volume: v.union(v.boolean(), v.number()),
  }),
  // shapes@1 to shapes@2, until all are shapes@2
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
      v.object({
        diameter: v.number(),
        kind: v.literal("circle"),
      }),
    ),
  ),
  teams: defineTable({
    name: v.string(),
  }).index("by_name", ["name"]),
  // users@1 to users@2, until all are users@2
  users: defineTable({
    displayName: v.optional(v.string()),
    email: v.string(),
    joinedAt: v.optional(v.number()),
    legacyTheme: v.optional(v.string()),
    logins: v.optional(v.number()),
    priority: v.optional(
      v.union(v.literal("low"), v.literal("medium"), v.literal("high")),
    ),
    priorityLevel: v.optional(v.number()),
    userName: v.optional(v.string()),
  })
    .index("by_email", ["email"])
    .index("by_level", ["priorityLevel"]),
});
