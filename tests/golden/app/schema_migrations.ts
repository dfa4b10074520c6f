// Migrations for @convex-dev/migrations, generated from the declared versions.
// Do not edit: change the Rust declarations and run
// `generate --for migrations-component`.
//
// Run them while `schema.ts` accepts old documents beside new ones, all with
//   npx convex run schema_migrations:runAll
// or each by its name. A current document is left alone, so running one again
// does no harm. A document of no declared version stops its migration, and the
// message names it. All functions of this module are internal.
//
// Not here, because only a run of the Rust program can do it:
//   links@1 to links@2: `owner` is computed by `fill`
//   notes@1 to notes@2: `pinned` is computed by `fill`
//   notes@2 to notes@3: `mood` is computed by `fill`
//   notes@2 to notes@3: `words` is computed by `fill`
//   orders@1 to orders@2: `byName.values().country` is computed by `fill`
//   orders@1 to orders@2: `former.country` is computed by `fill`
//   orders@1 to orders@2: `home.country` is computed by `fill`
//   orders@1 to orders@2: `office.country` is computed by `fill`
//   orders@1 to orders@2: `urgency` is given by `carry` where it was `Whenever`
//   people@1 to people@2: it has effects: `ensure teams@1`
//   people@1 to people@2: `team` is computed by `fill`
//   prices@1 to prices@2: `amount` is computed by `fill`
//   prices@1 to prices@2: `currency` is computed by `fill`
//   settings@1 to settings@2: `theme` is computed by `fill`
//   settings@1 to settings@2: `volume` is computed by `fill`
//   shapes@1 to shapes@2: every document is given by `carry`
//   users@1 to users@2: `joinedAt` is computed by `fill`
//   users@1 to users@2: `priorityLevel` is computed by `fill`

/* eslint-disable */

import { Migrations } from "@convex-dev/migrations";
import { ConvexError } from "convex/values";
import { components, internal } from "./_generated/api";
import type { DataModel } from "./_generated/dataModel";
import * as versions from "./schema_versions";

const migrations = new Migrations<DataModel>(components.migrations, {
  migrationsLocationPrefix: "schema_migrations:",
});

/** Starts or resumes all of them, one after the other. */
export const runAll = migrations.runner([
  internal.schema_migrations.auditsTo2,
  internal.schema_migrations.peopleTo3,
  internal.schema_migrations.plainTo2,
]);

/**
 * From `audits@1` to `audits@2`:
 *   + balance   data: constant {"$integer":"+/////////8="}
 *   + digest   data: constant {"$bytes":"AP8="}
 *   ~ at -> writtenAt   data: renamed
 */
export const auditsTo2 = migrations.define({
  table: "audits",
  migrateOne: async (ctx, doc) => {
    const upgraded = versions.upgradeAudit(doc);
    if (upgraded !== doc) {
      await ctx.db.replace("audits", doc._id, upgraded);
    }
  },
});

/**
 * From `people@2` to `people@3`:
 *   ~ name -> fullName   data: renamed
 * A document of `people@1` stops it: only a run carries those.
 */
export const peopleTo3 = migrations.define({
  table: "people",
  migrateOne: async (ctx, doc) => {
    const read = versions.readPerson(doc);
    if (read.version !== 3) {
      return needsRun(doc, `people@${read.version}`);
    }
    if (read.doc !== doc) {
      await ctx.db.replace("people", doc._id, read.doc);
    }
  },
});

/**
 * From `plain@1` to `plain@2`:
 *   ~ oldName -> newName   data: renamed
 */
export const plainTo2 = migrations.define({
  table: "plain",
  migrateOne: async (ctx, doc) => {
    const upgraded = versions.upgradePlain(doc);
    if (upgraded !== doc) {
      await ctx.db.replace("plain", doc._id, upgraded);
    }
  },
});

/** Stops at a document that only a run of the Rust program can carry. */
function needsRun({ _id: id }: { _id: string }, from: string): never {
  const message = `document ${id} has to go on from ${from}: only a run can do so`;
  throw new ConvexError({ id, code: "needs_run", message });
}
