// Generated from the declared versions, do not edit.
// To change it, change the Rust declarations and run `generate`.
//
// Reads and writes documents of tables that have more than one version. The
// same functions do so while `schema.ts` accepts several versions and after it
// accepts the newest alone. This module exports no Convex functions.

/* eslint-disable */

import type {
  GenericDatabaseReader,
  GenericDatabaseWriter,
  IdField,
  SystemFields,
} from "convex/server";
import { CommitTsPlaceholder, ConvexError, v } from "convex/values";
import type { GenericId, GenericValidator, Infer } from "convex/values";

// audits@1 to audits@2

const auditV1Document = v.object({
  at: v.commitTs(),
});

const auditDocument = v.object({
  balance: v.int64(),
  digest: v.bytes(),
  writtenAt: v.commitTs(),
});

/** The fields of a document of `audits@1`. */
export type AuditV1 = Infer<typeof auditV1Document>;

/** A stored document of `audits@1`. */
export type AuditV1Doc = Stored<"audits", AuditV1>;

/** The fields of a document of `audits@2`, the newest version. */
export type Audit = Infer<typeof auditDocument>;

/** A stored document of `audits@2`. */
export type AuditDoc = Stored<"audits", Audit>;

/**
 * Gives a stored document of `audits` as one of `audits@2`.
 * A current one is returned as it is.
 * Throws a `ConvexError` for a document of no declared version.
 */
export function upgradeAudit(doc: Stored<"audits", unknown>): AuditDoc {
  return upgrade(auditTable, doc, undefined, anyId) as AuditDoc;
}

/** Whether a stored document is of `audits@2`. */
export function isCurrentAudit(
  doc: Stored<"audits", unknown>,
): doc is AuditDoc {
  return isCurrent(auditTable, doc, anyId);
}

/**
 * Inserts a document of `audits@2`, whichever schema is deployed.
 * Throws a `ConvexError` where `value` isn't exactly that.
 */
export async function insertAudit(
  ctx: WriteCtx,
  value: Audit,
): Promise<GenericId<"audits">> {
  return await insert(ctx, auditTable, value, anyId);
}

/**
 * Reads a document of `audits`, upgrades it, and replaces the whole of it, so
 * that it is of `audits@2` with `changes`; `undefined` removes a field.
 * Throws a `ConvexError` where it can't be upgraded, and writes nothing then.
 */
export async function patchAudit(
  ctx: WriteCtx,
  id: GenericId<"audits">,
  changes: Partial<Audit>,
): Promise<void> {
  await patch(ctx, auditTable, id, changes, undefined, anyId);
}

/** From `audits@1` to `audits@2`. */
function auditV1ToV2(old: AuditV1Doc) {
  return {
    balance: -5n,
    digest: bytes("AP8="),
    writtenAt: old.at,
  };
}

const auditTable: Table = {
  name: "audits",
  versions: [
    { number: 1, document: auditV1Document },
    { number: 2, document: auditDocument, carry: auditV1ToV2 },
  ],
};

// links@1 to links@2

const linkV1Document = v.object({
  owner: v.string(),
  url: v.string(),
});

const linkDocument = v.object({
  owner: v.union(v.id("users"), v.null()),
  url: v.string(),
});

/** The fields of a document of `links@1`. */
export type LinkV1 = Infer<typeof linkV1Document>;

/** A stored document of `links@1`. */
export type LinkV1Doc = Stored<"links", LinkV1>;

/** The fields of a document of `links@2`, the newest version. */
export type Link = Infer<typeof linkDocument>;

/** A stored document of `links@2`. */
export type LinkDoc = Stored<"links", Link>;

/** What an old `LinkV1Doc` can't give. */
export type LinkFill = Pick<Link, "owner">;

/**
 * Gives a stored document of `links` as one of `links@2`.
 * A current one is returned as it is.
 * `fill` is called for an older one alone.
 * `ctx` tells ids of a table from any other text.
 * Throws a `ConvexError` for a document of no declared version.
 */
export function upgradeLink(
  ctx: ReadCtx,
  doc: Stored<"links", unknown>,
  fill: (old: LinkV1Doc) => LinkFill,
): LinkDoc {
  return upgrade(linkTable, doc, fill, idsOf(ctx)) as LinkDoc;
}

/** Whether a stored document is of `links@2`. */
export function isCurrentLink(
  ctx: ReadCtx,
  doc: Stored<"links", unknown>,
): doc is LinkDoc {
  return isCurrent(linkTable, doc, idsOf(ctx));
}

/**
 * Inserts a document of `links@2`, whichever schema is deployed.
 * Throws a `ConvexError` where `value` isn't exactly that.
 */
export async function insertLink(
  ctx: WriteCtx,
  value: Link,
): Promise<GenericId<"links">> {
  return await insert(ctx, linkTable, value, idsOf(ctx));
}

/**
 * Reads a document of `links`, upgrades it, and replaces the whole of it, so
 * that it is of `links@2` with `changes`; `undefined` removes a field.
 * Throws a `ConvexError` where it can't be upgraded, and writes nothing then.
 */
export async function patchLink(
  ctx: WriteCtx,
  id: GenericId<"links">,
  changes: Partial<Link>,
  fill: (old: LinkV1Doc) => LinkFill,
): Promise<void> {
  await patch(ctx, linkTable, id, changes, fill, idsOf(ctx));
}

/** From `links@1` to `links@2`. */
function linkV1ToV2(
  old: LinkV1Doc,
  given: Given<(old: LinkV1Doc) => LinkFill>,
) {
  const filled = once(() => given.fill(old));
  return {
    owner: changed(
      linkDocument.fields.owner,
      old.owner,
      filled,
      "owner",
      given.isId,
    ),
    url: old.url,
  };
}

const linkTable: Table = {
  name: "links",
  versions: [
    { number: 1, document: linkV1Document },
    { number: 2, document: linkDocument, carry: linkV1ToV2 },
  ],
};

// notes@1 to notes@3

const noteV1Document = v.object({
  text: v.string(),
});

const noteV2Document = v.object({
  pinned: v.boolean(),
  title: v.string(),
});

const noteDocument = v.object({
  headline: v.string(),
  mood: v.optional(v.string()),
  pinned: v.boolean(),
  words: v.number(),
});

/** The fields of a document of `notes@1`. */
export type NoteV1 = Infer<typeof noteV1Document>;

/** A stored document of `notes@1`. */
export type NoteV1Doc = Stored<"notes", NoteV1>;

/** The fields of a document of `notes@2`. */
export type NoteV2 = Infer<typeof noteV2Document>;

/** A stored document of `notes@2`. */
export type NoteV2Doc = Stored<"notes", NoteV2>;

/** The fields of a document of `notes@3`, the newest version. */
export type Note = Infer<typeof noteDocument>;

/** A stored document of `notes@3`. */
export type NoteDoc = Stored<"notes", Note>;

/** What an old `NoteV1Doc` can't give. */
export type NoteV2Fill = Pick<NoteV2, "pinned">;

/** What an old `NoteV2Doc` can't give. */
export type NoteFill = Pick<Note, "mood" | "words">;

/** What old documents can't give, each by a function of the application. */
export type NoteFills = {
  toV2: (old: NoteV1Doc) => NoteV2Fill;
  toV3: (old: NoteV2Doc) => NoteFill;
};

/**
 * Gives a stored document of `notes` as one of `notes@3`.
 * A current one is returned as it is.
 * `fill` is called for an older one alone.
 * Throws a `ConvexError` for a document of no declared version.
 */
export function upgradeNote(
  doc: Stored<"notes", unknown>,
  fill: NoteFills,
): NoteDoc {
  return upgrade(noteTable, doc, fill, anyId) as NoteDoc;
}

/** Whether a stored document is of `notes@3`. */
export function isCurrentNote(doc: Stored<"notes", unknown>): doc is NoteDoc {
  return isCurrent(noteTable, doc, anyId);
}

/**
 * Inserts a document of `notes@3`, whichever schema is deployed.
 * Throws a `ConvexError` where `value` isn't exactly that.
 */
export async function insertNote(
  ctx: WriteCtx,
  value: Note,
): Promise<GenericId<"notes">> {
  return await insert(ctx, noteTable, value, anyId);
}

/**
 * Reads a document of `notes`, upgrades it, and replaces the whole of it, so
 * that it is of `notes@3` with `changes`; `undefined` removes a field.
 * Throws a `ConvexError` where it can't be upgraded, and writes nothing then.
 */
export async function patchNote(
  ctx: WriteCtx,
  id: GenericId<"notes">,
  changes: Partial<Note>,
  fill: NoteFills,
): Promise<void> {
  await patch(ctx, noteTable, id, changes, fill, anyId);
}

/** From `notes@1` to `notes@2`. */
function noteV1ToV2(old: NoteV1Doc, given: Given<NoteFills>) {
  const filled = given.fill.toV2(old);
  return {
    pinned: filled.pinned,
    title: old.text,
  };
}

/** From `notes@2` to `notes@3`. */
function noteV2ToV3(old: NoteV2Doc, given: Given<NoteFills>) {
  const filled = given.fill.toV3(old);
  return {
    headline: old.title,
    mood: filled.mood,
    pinned: old.pinned,
    words: filled.words,
  };
}

const noteTable: Table = {
  name: "notes",
  versions: [
    { number: 1, document: noteV1Document },
    { number: 2, document: noteV2Document, carry: noteV1ToV2 },
    { number: 3, document: noteDocument, carry: noteV2ToV3 },
  ],
};

// orders@1 to orders@2

const orderV1Document = v.object({
  byName: v.record(
    v.string(),
    v.union(
      v.object({
        city: v.string(),
        zip: v.string(),
      }),
      v.null(),
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
  ),
  former: v.array(
    v.object({
      city: v.string(),
      zip: v.string(),
    }),
  ),
  home: v.object({
    city: v.string(),
    zip: v.string(),
  }),
  sizes: v.array(
    v.union(
      v.number(),
      v.object({
        width: v.number(),
      }),
      v.string(),
    ),
  ),
  urgency: v.optional(
    v.union(v.literal("low"), v.literal("now"), v.literal("whenever")),
  ),
  work: v.optional(
    v.object({
      city: v.string(),
      zip: v.string(),
    }),
  ),
});

const orderDocument = v.object({
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
});

/** The fields of a document of `orders@1`. */
export type OrderV1 = Infer<typeof orderV1Document>;

/** A stored document of `orders@1`. */
export type OrderV1Doc = Stored<"orders", OrderV1>;

/** The fields of a document of `orders@2`, the newest version. */
export type Order = Infer<typeof orderDocument>;

/** A stored document of `orders@2`. */
export type OrderDoc = Stored<"orders", Order>;

/** Inside a document of `orders@1`. */
export type OrderV1Address = Infer<
  (typeof orderV1Document.fields.byName.value.members)[0]
>;

/** Inside a document of `orders@2`. */
export type OrderAddress = Infer<
  (typeof orderDocument.fields.byName.value.members)[0]
>;

/** What an old `OrderV1Address` can't give. */
export type OrderAddressFill = Pick<OrderAddress, "country">;

/** Inside a document of `orders@1`. */
export type OrderV1Urgency = Exclude<
  Infer<typeof orderV1Document.fields.urgency>,
  undefined
>;

/** Inside a document of `orders@2`. */
export type OrderUrgency = Exclude<
  Infer<typeof orderDocument.fields.urgency>,
  undefined
>;

/** What old documents can't give, each by a function of the application. */
export type OrderFills = {
  addressToV2: (old: OrderV1Address) => OrderAddressFill;
  urgencyToV2: (old: OrderV1Urgency) => OrderUrgency;
};

/**
 * Gives a stored document of `orders` as one of `orders@2`.
 * A current one is returned as it is.
 * `fill` is called for an older one alone.
 * Throws a `ConvexError` for a document of no declared version.
 */
export function upgradeOrder(
  doc: Stored<"orders", unknown>,
  fill: OrderFills,
): OrderDoc {
  return upgrade(orderTable, doc, fill, anyId) as OrderDoc;
}

/** Whether a stored document is of `orders@2`. */
export function isCurrentOrder(
  doc: Stored<"orders", unknown>,
): doc is OrderDoc {
  return isCurrent(orderTable, doc, anyId);
}

/**
 * Inserts a document of `orders@2`, whichever schema is deployed.
 * Throws a `ConvexError` where `value` isn't exactly that.
 */
export async function insertOrder(
  ctx: WriteCtx,
  value: Order,
): Promise<GenericId<"orders">> {
  return await insert(ctx, orderTable, value, anyId);
}

/**
 * Reads a document of `orders`, upgrades it, and replaces the whole of it, so
 * that it is of `orders@2` with `changes`; `undefined` removes a field.
 * Throws a `ConvexError` where it can't be upgraded, and writes nothing then.
 */
export async function patchOrder(
  ctx: WriteCtx,
  id: GenericId<"orders">,
  changes: Partial<Order>,
  fill: OrderFills,
): Promise<void> {
  await patch(ctx, orderTable, id, changes, fill, anyId);
}

function orderV1AddressToV2(old: any, given: Given<OrderFills>) {
  const filled = given.fill.addressToV2(old);
  return present({
    city: old.city,
    country: filled.country,
    postcode: old.zip,
  });
}

function orderV1ContactMailToV2(old: any) {
  return present({
    to: old.address,
  });
}

function orderV1ContactToV2(old: any, given: Given<OrderFills>): any {
  if (hasTag(old, "kind", "mail")) {
    return retagged(old, "kind", orderV1ContactMailToV2, given, "kind", "mail");
  }
  if (hasTag(old, "kind", "nobody")) {
    return old;
  }
  if (hasTag(old, "kind", "phone")) {
    return retagged(old, "kind", null, given, "kind", "call");
  }
  throw refused("orders@1 Contact");
}

function orderV1SizeBoxToV2(old: any) {
  return present({
    depth: 1,
    width: old.width,
  });
}

function orderV1SizeToV2(old: any, given: Given<OrderFills>): any {
  if (accepts(v.number(), old, given.isId)) {
    return old;
  }
  if (
    accepts(
      v.object({
        width: v.number(),
      }),
      old,
      given.isId,
    )
  ) {
    return orderV1SizeBoxToV2(old);
  }
  if (accepts(v.string(), old, given.isId)) {
    return old;
  }
  throw refused("orders@1 Size");
}

function orderV1UrgencyToV2(old: any, given: Given<OrderFills>): any {
  if (Object.is(old, "low")) {
    return old;
  }
  if (Object.is(old, "now")) {
    return "high";
  }
  if (Object.is(old, "whenever")) {
    return given.fill.urgencyToV2(old);
  }
  throw refused("orders@1 Urgency");
}

/** From `orders@1` to `orders@2`. */
function orderV1ToV2(old: OrderV1Doc, given: Given<OrderFills>) {
  return {
    byName: carried(
      old.byName,
      eachValue(unlessNull(orderV1AddressToV2)),
      given,
    ),
    contact: orderV1ContactToV2(old.contact, given),
    former: carried(old.former, eachElement(orderV1AddressToV2), given),
    home: orderV1AddressToV2(old.home, given),
    office: carried(old.work, orderV1AddressToV2, given),
    sizes: carried(old.sizes, eachElement(orderV1SizeToV2), given),
    urgency: carried(old.urgency, orderV1UrgencyToV2, given),
  };
}

const orderTable: Table = {
  name: "orders",
  versions: [
    { number: 1, document: orderV1Document },
    { number: 2, document: orderDocument, carry: orderV1ToV2 },
  ],
};

// people@1 to people@3

const personV1Document = v.object({
  name: v.string(),
  teamName: v.string(),
});

const personV2Document = v.object({
  name: v.string(),
  team: v.id("teams"),
});

const personDocument = v.object({
  fullName: v.string(),
  team: v.id("teams"),
});

/** The fields of a document of `people@1`. */
export type PersonV1 = Infer<typeof personV1Document>;

/** A stored document of `people@1`. */
export type PersonV1Doc = Stored<"people", PersonV1>;

/** The fields of a document of `people@2`. */
export type PersonV2 = Infer<typeof personV2Document>;

/** A stored document of `people@2`. */
export type PersonV2Doc = Stored<"people", PersonV2>;

/** The fields of a document of `people@3`, the newest version. */
export type Person = Infer<typeof personDocument>;

/** A stored document of `people@3`. */
export type PersonDoc = Stored<"people", Person>;

/**
 * A document at the latest version that it gets to without other documents.
 * The transitions after the older ones read or write other documents: only
 * a run can carry those.
 */
export type PersonRead =
  | {
      version: 1;
      doc: PersonV1Doc;
    }
  | {
      version: 3;
      doc: PersonDoc;
    };

/**
 * Reads a stored document of `people`: tells its version where only a run can
 * carry it on. Throws a `ConvexError` for one of no declared version.
 */
export function readPerson(doc: Stored<"people", unknown>): PersonRead {
  return read(personTable, doc, undefined, anyId);
}

/** Whether a stored document is of `people@3`. */
export function isCurrentPerson(
  doc: Stored<"people", unknown>,
): doc is PersonDoc {
  return isCurrent(personTable, doc, anyId);
}

/**
 * Inserts a document of `people@3`, whichever schema is deployed.
 * Throws a `ConvexError` where `value` isn't exactly that.
 */
export async function insertPerson(
  ctx: WriteCtx,
  value: Person,
): Promise<GenericId<"people">> {
  return await insert(ctx, personTable, value, anyId);
}

/**
 * Reads a document of `people`, upgrades it, and replaces the whole of it, so
 * that it is of `people@3` with `changes`; `undefined` removes a field.
 * Throws a `ConvexError` for an old document that only a run can carry.
 */
export async function patchPerson(
  ctx: WriteCtx,
  id: GenericId<"people">,
  changes: Partial<Person>,
): Promise<void> {
  await patch(ctx, personTable, id, changes, undefined, anyId);
}

/** From `people@2` to `people@3`. */
function personV2ToV3(old: PersonV2Doc) {
  return {
    fullName: old.name,
    team: old.team,
  };
}

const personTable: Table = {
  name: "people",
  versions: [
    { number: 1, document: personV1Document },
    { number: 2, document: personV2Document },
    { number: 3, document: personDocument, carry: personV2ToV3 },
  ],
};

// plain@1 to plain@2

const plainV1Document = v.object({
  constructor: v.optional(v.string()),
  oldName: v.optional(v.string()),
});

const plainDocument = v.object({
  constructor: v.optional(v.string()),
  newName: v.optional(v.string()),
});

/** The fields of a document of `plain@1`. */
export type PlainV1 = Infer<typeof plainV1Document>;

/** A stored document of `plain@1`. */
export type PlainV1Doc = Stored<"plain", PlainV1>;

/** The fields of a document of `plain@2`, the newest version. */
export type Plain = Infer<typeof plainDocument>;

/** A stored document of `plain@2`. */
export type PlainDoc = Stored<"plain", Plain>;

/**
 * Gives a stored document of `plain` as one of `plain@2`.
 * A current one is returned as it is.
 * Throws a `ConvexError` for a document of no declared version.
 */
export function upgradePlain(doc: Stored<"plain", unknown>): PlainDoc {
  return upgrade(plainTable, doc, undefined, anyId) as PlainDoc;
}

/** Whether a stored document is of `plain@2`. */
export function isCurrentPlain(doc: Stored<"plain", unknown>): doc is PlainDoc {
  return isCurrent(plainTable, doc, anyId);
}

/**
 * Inserts a document of `plain@2`, whichever schema is deployed.
 * Throws a `ConvexError` where `value` isn't exactly that.
 */
export async function insertPlain(
  ctx: WriteCtx,
  value: Plain,
): Promise<GenericId<"plain">> {
  return await insert(ctx, plainTable, value, anyId);
}

/**
 * Reads a document of `plain`, upgrades it, and replaces the whole of it, so
 * that it is of `plain@2` with `changes`; `undefined` removes a field.
 * Throws a `ConvexError` where it can't be upgraded, and writes nothing then.
 */
export async function patchPlain(
  ctx: WriteCtx,
  id: GenericId<"plain">,
  changes: Partial<Plain>,
): Promise<void> {
  await patch(ctx, plainTable, id, changes, undefined, anyId);
}

/** From `plain@1` to `plain@2`. */
function plainV1ToV2(old: PlainV1Doc) {
  return {
    constructor: own(old, "constructor"),
    newName: old.oldName,
  };
}

const plainTable: Table = {
  name: "plain",
  versions: [
    { number: 1, document: plainV1Document },
    { number: 2, document: plainDocument, carry: plainV1ToV2 },
  ],
};

// prices@1 to prices@2

const priceV1Document = v.object({
  amount: v.number(),
  label: v.string(),
});

const priceDocument = v.object({
  amount: v.number(),
  currency: v.string(),
  label: v.string(),
  schemaVersion: v.literal(2),
});

/** The fields of a document of `prices@1`. */
export type PriceV1 = Infer<typeof priceV1Document>;

/** A stored document of `prices@1`. */
export type PriceV1Doc = Stored<"prices", PriceV1>;

/** The fields of a document of `prices@2`, the newest version. */
export type Price = Infer<typeof priceDocument>;

/** A stored document of `prices@2`. */
export type PriceDoc = Stored<"prices", Price>;

/** What an old `PriceV1Doc` can't give. */
export type PriceFill = Pick<Price, "amount" | "currency">;

/**
 * Gives a stored document of `prices` as one of `prices@2`.
 * A current one is returned as it is.
 * `fill` is called for an older one alone.
 * Throws a `ConvexError` for a document of no declared version.
 */
export function upgradePrice(
  doc: Stored<"prices", unknown>,
  fill: (old: PriceV1Doc) => PriceFill,
): PriceDoc {
  return upgrade(priceTable, doc, fill, anyId) as PriceDoc;
}

/** Whether a stored document is of `prices@2`. */
export function isCurrentPrice(
  doc: Stored<"prices", unknown>,
): doc is PriceDoc {
  return isCurrent(priceTable, doc, anyId);
}

/**
 * Inserts a document of `prices@2`, whichever schema is deployed.
 * Throws a `ConvexError` where `value` isn't exactly that.
 */
export async function insertPrice(
  ctx: WriteCtx,
  value: Omit<Price, "schemaVersion">,
): Promise<GenericId<"prices">> {
  return await insert(ctx, priceTable, value, anyId);
}

/**
 * Reads a document of `prices`, upgrades it, and replaces the whole of it, so
 * that it is of `prices@2` with `changes`; `undefined` removes a field.
 * Throws a `ConvexError` where it can't be upgraded, and writes nothing then.
 */
export async function patchPrice(
  ctx: WriteCtx,
  id: GenericId<"prices">,
  changes: Partial<Omit<Price, "schemaVersion">>,
  fill: (old: PriceV1Doc) => PriceFill,
): Promise<void> {
  await patch(ctx, priceTable, id, changes, fill, anyId);
}

/** From `prices@1` to `prices@2`. */
function priceV1ToV2(
  old: PriceV1Doc,
  given: Given<(old: PriceV1Doc) => PriceFill>,
) {
  const filled = given.fill(old);
  return {
    amount: filled.amount,
    currency: filled.currency,
    label: old.label,
    schemaVersion: 2,
  };
}

const priceTable: Table = {
  name: "prices",
  versions: [
    { number: 1, document: priceV1Document },
    {
      number: 2,
      document: priceDocument,
      carry: priceV1ToV2,
      reinterpreted: ["amount"],
    },
  ],
  marker: { field: "schemaVersion", since: 2 },
};

// settings@1 to settings@2

const settingV1Document = v.object({
  language: v.optional(v.string()),
  theme: v.string(),
  volume: v.boolean(),
});

const settingDocument = v.object({
  beta: v.optional(v.boolean()),
  language: v.string(),
  theme: v.union(
    v.literal("light"),
    v.literal("dark"),
    v.literal("high-contrast"),
  ),
  volume: v.number(),
});

/** The fields of a document of `settings@1`. */
export type SettingV1 = Infer<typeof settingV1Document>;

/** A stored document of `settings@1`. */
export type SettingV1Doc = Stored<"settings", SettingV1>;

/** The fields of a document of `settings@2`, the newest version. */
export type Setting = Infer<typeof settingDocument>;

/** A stored document of `settings@2`. */
export type SettingDoc = Stored<"settings", Setting>;

/** What an old `SettingV1Doc` can't give. */
export type SettingFill = Pick<Setting, "theme" | "volume">;

/**
 * Gives a stored document of `settings` as one of `settings@2`.
 * A current one is returned as it is.
 * `fill` is called for an older one alone.
 * Throws a `ConvexError` for a document of no declared version.
 */
export function upgradeSetting(
  doc: Stored<"settings", unknown>,
  fill: (old: SettingV1Doc) => SettingFill,
): SettingDoc {
  return upgrade(settingTable, doc, fill, anyId) as SettingDoc;
}

/** Whether a stored document is of `settings@2`. */
export function isCurrentSetting(
  doc: Stored<"settings", unknown>,
): doc is SettingDoc {
  return isCurrent(settingTable, doc, anyId);
}

/**
 * Inserts a document of `settings@2`, whichever schema is deployed.
 * Throws a `ConvexError` where `value` isn't exactly that.
 */
export async function insertSetting(
  ctx: WriteCtx,
  value: Setting,
): Promise<GenericId<"settings">> {
  return await insert(ctx, settingTable, value, anyId);
}

/**
 * Reads a document of `settings`, upgrades it, and replaces the whole of it, so
 * that it is of `settings@2` with `changes`; `undefined` removes a field.
 * Throws a `ConvexError` where it can't be upgraded, and writes nothing then.
 */
export async function patchSetting(
  ctx: WriteCtx,
  id: GenericId<"settings">,
  changes: Partial<Setting>,
  fill: (old: SettingV1Doc) => SettingFill,
): Promise<void> {
  await patch(ctx, settingTable, id, changes, fill, anyId);
}

/** From `settings@1` to `settings@2`. */
function settingV1ToV2(
  old: SettingV1Doc,
  given: Given<(old: SettingV1Doc) => SettingFill>,
) {
  const filled = once(() => given.fill(old));
  return {
    language: orDefault(old.language, "en"),
    theme: changed(
      settingDocument.fields.theme,
      old.theme,
      filled,
      "theme",
      given.isId,
    ),
    volume: changed(
      settingDocument.fields.volume,
      old.volume,
      filled,
      "volume",
      given.isId,
    ),
  };
}

const settingTable: Table = {
  name: "settings",
  versions: [
    { number: 1, document: settingV1Document },
    { number: 2, document: settingDocument, carry: settingV1ToV2 },
  ],
};

// shapes@1 to shapes@2

const shapeV1Document = v.union(
  v.object({
    kind: v.literal("circle"),
    radius: v.number(),
  }),
  v.object({
    kind: v.literal("square"),
    side: v.number(),
  }),
);

const shapeDocument = v.union(
  v.object({
    diameter: v.number(),
    kind: v.literal("circle"),
  }),
  v.object({
    kind: v.literal("square"),
    side: v.number(),
  }),
);

/** The fields of a document of `shapes@1`. */
export type ShapeV1 = Infer<typeof shapeV1Document>;

/** A stored document of `shapes@1`. */
export type ShapeV1Doc = Stored<"shapes", ShapeV1>;

/** The fields of a document of `shapes@2`, the newest version. */
export type Shape = Infer<typeof shapeDocument>;

/** A stored document of `shapes@2`. */
export type ShapeDoc = Stored<"shapes", Shape>;

/**
 * Gives a stored document of `shapes` as one of `shapes@2`.
 * A current one is returned as it is.
 * `fill` is called for an older one alone.
 * Throws a `ConvexError` for a document of no declared version.
 */
export function upgradeShape(
  doc: Stored<"shapes", unknown>,
  fill: (old: ShapeV1Doc) => Shape,
): ShapeDoc {
  return upgrade(shapeTable, doc, fill, anyId) as ShapeDoc;
}

/** Whether a stored document is of `shapes@2`. */
export function isCurrentShape(
  doc: Stored<"shapes", unknown>,
): doc is ShapeDoc {
  return isCurrent(shapeTable, doc, anyId);
}

/**
 * Inserts a document of `shapes@2`, whichever schema is deployed.
 * Throws a `ConvexError` where `value` isn't exactly that.
 */
export async function insertShape(
  ctx: WriteCtx,
  value: Shape,
): Promise<GenericId<"shapes">> {
  return await insert(ctx, shapeTable, value, anyId);
}

/**
 * Reads a document of `shapes`, upgrades it, and replaces the whole of it, so
 * that it is of `shapes@2` with `changes`; `undefined` removes a field.
 * Throws a `ConvexError` where it can't be upgraded, and writes nothing then.
 */
export async function patchShape(
  ctx: WriteCtx,
  id: GenericId<"shapes">,
  changes: Partial<Shape>,
  fill: (old: ShapeV1Doc) => Shape,
): Promise<void> {
  await patch(ctx, shapeTable, id, changes, fill, anyId);
}

/** From `shapes@1` to `shapes@2`. */
function shapeV1ToV2(
  old: ShapeV1Doc,
  given: Given<(old: ShapeV1Doc) => Shape>,
) {
  return given.fill(old);
}

const shapeTable: Table = {
  name: "shapes",
  versions: [
    { number: 1, document: shapeV1Document },
    { number: 2, document: shapeDocument, carry: shapeV1ToV2 },
  ],
};

// users@1 to users@2

const userV1Document = v.object({
  email: v.string(),
  legacyTheme: v.optional(v.string()),
  priority: v.union(v.literal("low"), v.literal("medium"), v.literal("high")),
  userName: v.string(),
});

const userDocument = v.object({
  displayName: v.string(),
  email: v.string(),
  joinedAt: v.number(),
  logins: v.number(),
  priorityLevel: v.number(),
});

/** The fields of a document of `users@1`. */
export type UserV1 = Infer<typeof userV1Document>;

/** A stored document of `users@1`. */
export type UserV1Doc = Stored<"users", UserV1>;

/** The fields of a document of `users@2`, the newest version. */
export type User = Infer<typeof userDocument>;

/** A stored document of `users@2`. */
export type UserDoc = Stored<"users", User>;

/** What an old `UserV1Doc` can't give. */
export type UserFill = Pick<User, "joinedAt" | "priorityLevel">;

/**
 * Gives a stored document of `users` as one of `users@2`.
 * A current one is returned as it is.
 * `fill` is called for an older one alone.
 * Throws a `ConvexError` for a document of no declared version.
 */
export function upgradeUser(
  doc: Stored<"users", unknown>,
  fill: (old: UserV1Doc) => UserFill,
): UserDoc {
  return upgrade(userTable, doc, fill, anyId) as UserDoc;
}

/** Whether a stored document is of `users@2`. */
export function isCurrentUser(doc: Stored<"users", unknown>): doc is UserDoc {
  return isCurrent(userTable, doc, anyId);
}

/**
 * Inserts a document of `users@2`, whichever schema is deployed.
 * Throws a `ConvexError` where `value` isn't exactly that.
 */
export async function insertUser(
  ctx: WriteCtx,
  value: User,
): Promise<GenericId<"users">> {
  return await insert(ctx, userTable, value, anyId);
}

/**
 * Reads a document of `users`, upgrades it, and replaces the whole of it, so
 * that it is of `users@2` with `changes`; `undefined` removes a field.
 * Throws a `ConvexError` where it can't be upgraded, and writes nothing then.
 */
export async function patchUser(
  ctx: WriteCtx,
  id: GenericId<"users">,
  changes: Partial<User>,
  fill: (old: UserV1Doc) => UserFill,
): Promise<void> {
  await patch(ctx, userTable, id, changes, fill, anyId);
}

/** From `users@1` to `users@2`. */
function userV1ToV2(
  old: UserV1Doc,
  given: Given<(old: UserV1Doc) => UserFill>,
) {
  const filled = given.fill(old);
  return {
    displayName: old.userName,
    email: old.email,
    joinedAt: filled.joinedAt,
    logins: 0,
    priorityLevel: filled.priorityLevel,
  };
}

const userTable: Table = {
  name: "users",
  versions: [
    { number: 1, document: userV1Document },
    { number: 2, document: userDocument, carry: userV1ToV2 },
  ],
};

// What follows is the same for every table.

/** What writing needs of a mutation's `ctx`. */
type WriteCtx = { db: GenericDatabaseWriter<any> };

/** What telling ids of several tables apart needs of a query's or mutation's `ctx`. */
type ReadCtx = { db: GenericDatabaseReader<any> };

/** A document as it is stored: its fields beside the system fields. */
type Stored<TableName extends string, Fields> = Fields &
  IdField<TableName> &
  SystemFields;

/** An object of which only run time knows more. */
type Fields = { [field: string]: any };

/** Whether a string is an id of a table. */
type IsId = (tableName: string, id: string) => boolean;

/** A version of a table. */
type Version = {
  number: number;
  /** What a document may be, without its system fields. */
  document: GenericValidator;
  /**
   * Carries a document of the version before. Absent where only a run can,
   * because the transition reads or writes other documents.
   */
  carry?: Carry;
  /** Fields that mean something else than before under the same type. */
  reinterpreted?: string[];
};

/** A table that has more than one version. */
type Table = {
  name: string;
  /** Oldest first. */
  versions: Version[];
  /** The field that holds the version, and the first version that has it. */
  marker?: { field: string; since: number };
};

/** A document of an older version, maybe with newer fields beside it. */
type Found = {
  version: Version;
  /** The fields without the newer ones. */
  fields: Fields;
  /** The newer ones, each with the version after which it is put back. */
  aside: { field: string; value: unknown; version: Version }[];
};

/** Gives a document at its table's newest version; a current one as it is. */
function upgrade(table: Table, doc: Fields, fill: any, isId: IsId): Fields {
  const { version, doc: upgraded } = carry(table, doc, fill, isId);
  if (version !== newest(table)) {
    throw failure(table, doc["_id"], "needs_run", [
      `is of ${table.name}@${version.number}, and the next transition reads or`,
      "writes other documents: only a run can carry it",
    ]);
  }
  return upgraded;
}

/** Gives a document at the latest version that needs no run to get to. */
function read(table: Table, doc: Fields, fill: any, isId: IsId): any {
  const { version, doc: upgraded } = carry(table, doc, fill, isId);
  return { version: version.number, doc: upgraded };
}

/** Whether a document is of its table's newest version. */
function isCurrent(table: Table, doc: Fields, isId: IsId): boolean {
  const { _id, _creationTime, ...fields } = doc;
  const { document, number } = newest(table);
  const { marker } = table;
  const isMarked =
    marker === undefined || Object.is(own(fields, marker.field), number);
  return isMarked && accepts(document, present(fields), isId);
}

/** Inserts a document of the newest version, and nothing else. */
async function insert(
  ctx: WriteCtx,
  table: Table,
  fields: Fields,
  isId: IsId,
): Promise<any> {
  const document = asNewest(table, undefined, fields, isId);
  return await ctx.db.insert(table.name, document);
}

/** Reads a document, upgrades it, and replaces the whole of it. */
async function patch(
  ctx: WriteCtx,
  table: Table,
  id: GenericId<any>,
  changes: Fields,
  fill: any,
  isId: IsId,
): Promise<void> {
  const doc = await ctx.db.get(table.name, id);
  if (doc === null) {
    throw failure(table, id, "not_found", ["doesn't exist"]);
  }
  const upgraded = upgrade(table, doc, fill, isId);
  const { _id, _creationTime, ...fields } = upgraded;
  const changed = asNewest(table, id, { ...fields, ...changes }, isId);
  await ctx.db.replace(table.name, id, changed);
}

/** The fields as a document of the newest version; throws where they aren't. */
function asNewest(
  table: Table,
  id: string | undefined,
  fields: Fields,
  isId: IsId,
): Fields {
  const { number, document } = newest(table);
  const { marker } = table;
  const marked = marker === undefined ? {} : { [marker.field]: number };
  const whole = present({ ...fields, ...marked });
  if (!accepts(document, whole, isId)) {
    throw failure(table, id, "invalid", [
      `would not be of ${table.name}@${number}`,
      ...misfits(document, whole, isId),
    ]);
  }
  return whole;
}

/** Names the fields for which an object isn't what its validator says. */
function misfits(
  document: GenericValidator,
  fields: Fields,
  isId: IsId,
): string[] {
  if (document.kind !== "object") {
    return [];
  }
  const expected: { [field: string]: GenericValidator } = document.fields;
  const names = Object.keys({ ...expected, ...fields }).filter((field) => {
    const validator = own(expected, field);
    return (
      validator === undefined || !stays(validator, own(fields, field), isId)
    );
  });
  return names.length === 0 ? [] : [`because of ${names.join(", ")}`];
}

/**
 * Carries a document as far as that needs no other one: to the newest version,
 * or to the one before a transition that only a run can do.
 */
function carry(
  table: Table,
  doc: Fields,
  fill: any,
  isId: IsId,
): { version: Version; doc: Fields } {
  const { _id, _creationTime, ...stored } = doc;
  const found = find(table, _id, present(stored), isId);
  let { version, fields } = found;
  if (version === newest(table)) {
    return { version, doc };
  }
  const given = { fill, isId };
  for (const next of versionsAfter(table, version)) {
    if (next.carry === undefined) {
      break;
    }
    fields = present(next.carry({ ...fields, _id, _creationTime }, given));
    const putBack = found.aside.filter((newer) => newer.version === next);
    const newer = putBack.map(({ field, value }) => [field, value]);
    const hybrid = { ...fields, ...Object.fromEntries(newer) };
    for (const result of [fields, hybrid]) {
      if (!accepts(next.document, result, isId)) {
        throw failure(table, _id, "invalid", [
          `would not become one of ${table.name}@${next.number}`,
          ...misfits(next.document, result, isId),
        ]);
      }
    }
    fields = hybrid;
    version = next;
  }
  return { version, doc: { ...fields, _id, _creationTime } };
}

/** Tells which version a document is of; throws where it is of none. */
function find(table: Table, id: string, fields: Fields, isId: IsId): Found {
  const candidates = [...table.versions].reverse().filter(({ number }) => {
    if (table.marker === undefined) {
      return true;
    }
    const marked = own(fields, table.marker.field);
    return marked === undefined
      ? number < table.marker.since
      : number >= table.marker.since && Object.is(marked, number);
  });
  const exact = candidates.find((c) => accepts(c.document, fields, isId));
  if (exact !== undefined) {
    return { version: exact, fields, aside: [] };
  }
  for (const candidate of candidates) {
    const hybrid = findHybrid(table, candidate, id, fields, isId);
    if (hybrid !== undefined) {
      return hybrid;
    }
  }
  throw failure(table, id, "unknown_version", ["is of no declared version"]);
}

/**
 * A document that was patched with newer fields while it was old: without the
 * fields that only later versions have it is of `version`.
 */
function findHybrid(
  table: Table,
  version: Version,
  id: string,
  fields: Fields,
  isId: IsId,
): Found | undefined {
  const later = versionsAfter(table, version);
  const isNewer = (field: string) =>
    declared(version.document, field).length === 0 &&
    later.some(({ document }) => declared(document, field).length > 0);
  const newer = Object.entries(fields).filter(([field]) => isNewer(field));
  const older = Object.entries(fields).filter(([field]) => !isNewer(field));
  const rest = Object.fromEntries(older);
  if (
    version.document.kind !== "object" ||
    newer.length === 0 ||
    !accepts(version.document, rest, isId)
  ) {
    return undefined;
  }
  const takers = (field: string, value: unknown) =>
    later.filter(({ document }) =>
      declared(document, field).some((taker) => accepts(taker, value, isId)),
    );
  const means = (taker: Version, field: string) =>
    taker.reinterpreted?.includes(field) === true;
  const aside: Found["aside"] = [];
  let doubtful = older.some(([field, value]) =>
    takers(field, value).some((taker) => means(taker, field)),
  );
  for (const [field, value] of newer) {
    const [first, ...others] = takers(field, value);
    if (first === undefined) {
      return undefined;
    }
    doubtful ||= others.some((taker) => means(taker, field));
    aside.push({ field, value, version: first });
  }
  if (doubtful) {
    throw failure(table, id, "hybrid", [
      "has newer fields beside older ones, and a value that could be either's",
    ]);
  }
  return { version, fields: rest, aside };
}

/** The validators that a document declares for a field. */
function declared(
  document: GenericValidator,
  field: string,
): GenericValidator[] {
  switch (document.kind) {
    case "any":
      return [document];
    case "object": {
      const validator = own(document.fields, field);
      return validator === undefined ? [] : [validator];
    }
    case "union":
      return document.members.flatMap((member) => declared(member, field));
    default:
      return [];
  }
}

/** Whether a validator accepts a value, as the deployment itself judges it. */
function accepts(validator: GenericValidator, value: any, isId: IsId): boolean {
  switch (validator.kind) {
    case "any":
      return value !== undefined;
    case "null":
      return value === null;
    case "float64":
      return typeof value === "number";
    case "int64":
      return typeof value === "bigint";
    case "boolean":
      return typeof value === "boolean";
    case "string":
      return typeof value === "string";
    case "bytes":
      return value instanceof ArrayBuffer;
    case "id":
      return typeof value === "string" && isId(validator.tableName, value);
    case "literal":
      return Object.is(value, validator.value);
    case "array":
      return (
        Array.isArray(value) &&
        value.every((element) => accepts(validator.element, element, isId))
      );
    case "record":
      return (
        isObject(value) &&
        Object.entries(present(value)).every(
          ([key, entry]) =>
            accepts(validator.key, key, isId) &&
            accepts(validator.value, entry, isId),
        )
      );
    case "object": {
      const fields: { [field: string]: GenericValidator } = validator.fields;
      return (
        isObject(value) &&
        Object.keys(present(value)).every(
          (field) => own(fields, field) !== undefined,
        ) &&
        Object.entries(fields).every(([field, declared]) => {
          const stored = own(value, field);
          return stored === undefined
            ? declared.isOptional === "optional"
            : accepts(declared, stored, isId);
        })
      );
    }
    case "union":
      return validator.members.some((member) => accepts(member, value, isId));
    default:
      return acceptsCommitTs(value);
  }
}

/** A commit timestamp, or the promise of one inside its own mutation. */
function acceptsCommitTs(value: unknown): boolean {
  return typeof value === "bigint" || value instanceof CommitTsPlaceholder;
}

/** Whether a value is an object of Convex, not bytes, an array or `null`. */
function isObject(value: unknown): value is Fields {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof ArrayBuffer)
  );
}

/** A field's value where the object has it, whatever its prototype has. */
function own(object: Fields, field: string): any {
  return Object.prototype.hasOwnProperty.call(object, field)
    ? object[field]
    : undefined;
}

/** The fields that aren't `undefined`, which Convex takes for absent. */
function present(fields: Fields): Fields {
  const entries = Object.entries(fields);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** The version that the application declares now. */
function newest(table: Table): Version {
  return table.versions.reduce((_, version) => version);
}

/** The later versions, oldest first. */
function versionsAfter(table: Table, version: Version): Version[] {
  return table.versions.filter(({ number }) => number > version.number);
}

/** Why a document can't be read or written. */
function failure(
  table: Table,
  id: string | undefined,
  code: string,
  reason: string[],
): ConvexError<{ table: string; id: string; code: string; message: string }> {
  const which = id === undefined ? "a new document" : `document ${id}`;
  const message = `${table.name}: ${which} ${reason.join(" ")}`;
  return new ConvexError({ table: table.name, id: id ?? "", code, message });
}

/** Refuses a value that stands for no variant of its old version. */
function refused(
  union: string,
): ConvexError<{ code: string; message: string }> {
  const message = `${union}: a value that no variant stands for`;
  return new ConvexError({ code: "invalid", message });
}

/** What carrying a document needs beside it. */
type Given<Fill> = { fill: Fill; isId: IsId };

/** Gives the new value for an old one. */
type Carry = (old: any, given: Given<any>) => any;

/** Carries a field's value, where the field is there. */
function carried(old: unknown, carry: Carry, given: Given<any>): any {
  return old === undefined ? undefined : carry(old, given);
}

/** Carries anything but `null`, which stays. */
function unlessNull(carry: Carry): Carry {
  return (old, given) => (old === null ? null : carry(old, given));
}

/** Carries each element of an array. */
function eachElement(carry: Carry): Carry {
  return (old: unknown[], given) => old.map((element) => carry(element, given));
}

/** Carries each value of a record. */
function eachValue(carry: Carry): Carry {
  return (old: Fields, given) => {
    const entries = Object.entries(old);
    return Object.fromEntries(
      entries.map(([key, value]) => [key, carry(value, given)]),
    );
  };
}

/** Whether a value is the variant of a union that its tag says. */
function hasTag(value: unknown, tag: string, text: string): value is Fields {
  return isObject(value) && own(value, tag) === text;
}

/** A variant's fields under another tag, carried without the old one. */
function retagged(
  old: Fields,
  oldTag: string | null,
  carry: Carry | null,
  given: Given<any>,
  newTag: string,
  text: string,
): Fields {
  const entries = Object.entries(old).filter(([field]) => field !== oldTag);
  const fields = Object.fromEntries(entries);
  const content = carry === null ? fields : carry(fields, given);
  return { ...content, [newTag]: text };
}

/** Whether an old value, or its absence, is already what the new version has. */
function stays(validator: GenericValidator, old: unknown, isId: IsId): boolean {
  return old === undefined
    ? validator.isOptional === "optional"
    : accepts(validator, old, isId);
}

/** An old value that is a new one already stays; `filled` gives any other. */
function changed(
  validator: GenericValidator,
  old: unknown,
  filled: () => Fields,
  field: string,
  isId: IsId,
): any {
  return stays(validator, old, isId) ? old : own(filled(), field);
}

/** The old value, or a constant where there is none. */
function orDefault(old: unknown, constant: unknown): any {
  return old === undefined ? constant : old;
}

/** Calls a function when it is first needed, and never again. */
function once<Result>(call: () => Result): () => Result {
  let called: { result: Result } | undefined;
  return () => (called ??= { result: call() }).result;
}

/** Bytes from their base64 text. */
function bytes(base64: string): ArrayBuffer {
  const text = atob(base64);
  return Uint8Array.from(text, (byte) => byte.charCodeAt(0)).buffer;
}

/** Takes every string for an id: here no version differs by that alone. */
function anyId(): boolean {
  return true;
}

/** Asks the deployment whether a string is an id of a table. */
function idsOf({ db }: ReadCtx): IsId {
  return (tableName, id) => {
    const reader: any = tableName.startsWith("_") ? db.system : db;
    return reader.normalizeId(tableName, id) === id;
  };
}
