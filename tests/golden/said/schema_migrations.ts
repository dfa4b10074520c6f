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
//   reviews@1 to reviews@2: `words` is computed by `fill`

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
  internal.schema_migrations.linksTo3,
  internal.schema_migrations.placesTo2,
  internal.schema_migrations.postsTo3,
  internal.schema_migrations.pricesTo2,
  internal.schema_migrations.reviewsTo3,
  internal.schema_migrations.usersTo2,
]);

/**
 * From `links@1` and `links@2` to `links@3`:
 *   + target   additive: optional
 *   - target   destructive: information is lost
 */
export const linksTo3 = migrations.define({
  table: "links",
  migrateOne: async (ctx, doc) => {
    const upgraded = versions.upgradeLink(ctx, doc);
    if (upgraded !== doc) {
      await ctx.db.replace("links", doc._id, upgraded);
    }
  },
});

/**
 * From `places@1` to `places@2`:
 *   + byName.values().country   data: constant "CH"
 *   + former[].country   data: constant "CH"
 *   + home.country   data: constant "CH"
 *   ~ byName.values().zip -> byName.values().postcode   data: renamed
 *   ~ former[].zip -> former[].postcode   data: renamed
 *   ~ home.zip -> home.postcode   data: renamed
 */
export const placesTo2 = migrations.define({
  table: "places",
  migrateOne: async (ctx, doc) => {
    const upgraded = versions.upgradePlace(doc);
    if (upgraded !== doc) {
      await ctx.db.replace("places", doc._id, upgraded);
    }
  },
});

/**
 * From `posts@1` and `posts@2` to `posts@3`:
 *   + isPinned   data: constant false
 *   + tags   data: constant []
 *   ~ title -> headline   data: renamed
 */
export const postsTo3 = migrations.define({
  table: "posts",
  migrateOne: async (ctx, doc) => {
    const upgraded = versions.upgradePost(doc);
    if (upgraded !== doc) {
      await ctx.db.replace("posts", doc._id, upgraded);
    }
  },
});

/**
 * From `prices@1` to `prices@2`:
 *   + currency   data: constant "USD"
 *   + schemaVersion   data: marks documents of version 2
 */
export const pricesTo2 = migrations.define({
  table: "prices",
  migrateOne: async (ctx, doc) => {
    const upgraded = versions.upgradePrice(doc);
    if (upgraded !== doc) {
      await ctx.db.replace("prices", doc._id, upgraded);
    }
  },
});

/**
 * From `reviews@2` to `reviews@3`:
 *   ~ text -> body   data: renamed
 * A document of `reviews@1` stops it: only a run carries those.
 */
export const reviewsTo3 = migrations.define({
  table: "reviews",
  migrateOne: async (ctx, doc) => {
    const upgraded = versions.upgradeReview(doc, {
      toV2: () => needsRun(doc, "reviews@1"),
    });
    if (upgraded !== doc) {
      await ctx.db.replace("reviews", doc._id, upgraded);
    }
  },
});

/**
 * From `users@1` to `users@2`:
 *   + nickname   additive: optional
 *   + logins   data: constant 0
 *   + note   data: constant "ends no comment: *\/"
 *   ~ language   data: constant "en" where it is absent
 *   ~ level["high"] -> level["expert"]   data: renamed
 *   ~ level["low"] -> level["beginner"]   data: renamed
 *   ~ userName -> displayName   data: renamed
 *   - legacyTheme   destructive: information is lost
 */
export const usersTo2 = migrations.define({
  table: "users",
  migrateOne: async (ctx, doc) => {
    const upgraded = versions.upgradeUser(doc);
    if (upgraded !== doc) {
      await ctx.db.replace("users", doc._id, upgraded);
    }
  },
});

/** Stops at a document that only a run of the Rust program can carry. */
function needsRun({ _id: id }: { _id: string }, from: string): never {
  const message = `document ${id} has to go on from ${from}: only a run can do so`;
  throw new ConvexError({ id, code: "needs_run", message });
}
