// Generated from the declared versions and the receipts, do not edit.
// To change it, change the Rust declarations and run `generate`.

/* eslint-disable */

import { defineSchema } from "convex/server";
import { ledgerTables } from "./migrate_runtime/tables";

export default defineSchema({
  // How far runs have come, kept by `migrate_runtime`.
  ...ledgerTables,
});
