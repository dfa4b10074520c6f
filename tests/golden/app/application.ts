// The application's own half: what old documents can't give, and functions that
// are the same while tables are widened and after they are narrowed.
import { mutationGeneric, queryGeneric } from "convex/server";
import type {
  DataModelFromSchemaDefinition,
  MutationBuilder,
  QueryBuilder,
} from "convex/server";
import { ConvexError, v } from "convex/values";
import schema from "./schema";
import {
  insertNote,
  insertPrice,
  insertSetting,
  insertUser,
  isCurrentUser,
  patchLink,
  patchOrder,
  patchPerson,
  patchPrice,
  patchUser,
  readPerson,
  upgradeLink,
  upgradeNote,
  upgradeOrder,
  upgradePlain,
  upgradePrice,
  upgradeSetting,
  upgradeShape,
  upgradeUser,
} from "./schema_versions";
import type {
  LinkFill,
  NoteFills,
  OrderFills,
  PriceFill,
  PriceV1,
  SettingFill,
  SettingV1,
  Shape,
  ShapeV1,
  UserFill,
  UserV1Doc,
} from "./schema_versions";

type DataModel = DataModelFromSchemaDefinition<typeof schema>;
const mutation: MutationBuilder<DataModel, "public"> = mutationGeneric;
const query: QueryBuilder<DataModel, "public"> = queryGeneric;

const levels = { low: 1, medium: 2, high: 3 };

export const fillUser = (old: UserV1Doc): UserFill => ({
  joinedAt: old._creationTime,
  priorityLevel: levels[old.priority],
});

export const fillNote: NoteFills = {
  toV2: (old) => ({ pinned: old.text.startsWith("!") }),
  toV3: (old) => ({
    words: old.title.split(" ").length,
    ...(old.pinned ? { mood: "happy" } : {}),
  }),
};

export function fillSetting(old: SettingV1): SettingFill {
  const volume = old.volume ? 10 : 0;
  switch (old.theme) {
    case "black":
      return { theme: "dark", volume };
    case "white":
      return { theme: "light", volume };
    default:
      throw new ConvexError(`no theme ${old.theme}`);
  }
}

export const fillPrice = (old: PriceV1): PriceFill => ({
  amount: old.amount * 100,
  currency: "USD",
});

export const fillLink = (): LinkFill => ({ owner: null });

export const fillOrder: OrderFills = {
  addressToV2: ({ city }) => {
    if (city === "") {
      throw new ConvexError("which country is that in?");
    }
    return { country: city === "Zurich" ? "CH" : "elsewhere" };
  },
  urgencyToV2: () => "low",
};

export const carryShape = (old: ShapeV1): Shape =>
  old.kind === "circle"
    ? { kind: "circle", diameter: old.radius * 2 }
    : { kind: "square", side: old.side };

export const greet = query({
  args: { id: v.id("users") },
  returns: v.string(),
  handler: async (ctx, { id }) => {
    const doc = await ctx.db.get("users", id);
    if (doc === null) {
      return "nobody";
    }
    const user = upgradeUser(doc, fillUser);
    const isNew: string = isCurrentUser(doc) ? doc.displayName : "old";
    return `${user.displayName} ${user.priorityLevel} ${user._id} ${isNew}`;
  },
});

export const rename = mutation({
  args: { id: v.id("users"), displayName: v.string() },
  returns: v.null(),
  handler: async (ctx, { id, displayName }) => {
    await patchUser(ctx, id, { displayName }, fillUser);
    return null;
  },
});

export const seed = mutation({
  args: {},
  returns: v.id("users"),
  handler: async (ctx) => {
    await insertNote(ctx, { headline: "h", words: 1, pinned: false });
    await insertPrice(ctx, { amount: 100, currency: "USD", label: "tea" });
    await insertSetting(ctx, { theme: "dark", volume: 3, language: "en" });
    return await insertUser(ctx, {
      displayName: "Ada",
      email: "ada@example.com",
      joinedAt: 1,
      logins: 0,
      priorityLevel: 1,
    });
  },
});

export const everyTable = query({
  args: {},
  returns: v.number(),
  handler: async (ctx) => {
    const notes = await ctx.db.query("notes").collect();
    const words = notes.map((note) => upgradeNote(note, fillNote).words);
    for await (const setting of ctx.db.query("settings")) {
      const theme: "light" | "dark" | "high-contrast" = upgradeSetting(
        setting,
        fillSetting,
      ).theme;
      words.push(theme.length);
    }
    for await (const price of ctx.db.query("prices")) {
      words.push(upgradePrice(price, fillPrice).amount);
    }
    for await (const link of ctx.db.query("links")) {
      const { owner } = upgradeLink(ctx, link, fillLink);
      const user = owner === null ? null : await ctx.db.get("users", owner);
      words.push(user === null ? 0 : 1);
    }
    for await (const order of ctx.db.query("orders")) {
      words.push(upgradeOrder(order, fillOrder).home.country.length);
    }
    for await (const shape of ctx.db.query("shapes")) {
      const carried = upgradeShape(shape, carryShape);
      words.push(carried.kind === "circle" ? carried.diameter : carried.side);
    }
    for await (const plain of ctx.db.query("plain")) {
      words.push(upgradePlain(plain).newName?.length ?? 0);
    }
    for await (const person of ctx.db.query("people")) {
      const read = readPerson(person);
      const name = read.version === 3 ? read.doc.fullName : read.doc.teamName;
      words.push(name.length);
    }
    return words.reduce((sum, one) => sum + one, 0);
  },
});

export const patchEvery = mutation({
  args: {
    link: v.id("links"),
    order: v.id("orders"),
    person: v.id("people"),
    price: v.id("prices"),
  },
  returns: v.null(),
  handler: async (ctx, ids) => {
    await patchLink(ctx, ids.link, { url: "https://example.com" }, fillLink);
    await patchOrder(ctx, ids.order, { urgency: "high" }, fillOrder);
    await patchPerson(ctx, ids.person, { fullName: "Ada" });
    await patchPrice(ctx, ids.price, { label: "tea" }, fillPrice);
    return null;
  },
});

export const mistakes = mutation({
  args: { id: v.id("users"), note: v.id("notes") },
  handler: async (ctx, { id, note }) => {
    // @ts-expect-error an old field is no field of a new document
    await patchUser(ctx, id, { userName: "Ada" }, fillUser);
    // @ts-expect-error a new document needs every required field
    await insertUser(ctx, { displayName: "Ada" });
    // @ts-expect-error an id of another table
    await patchUser(ctx, note, { displayName: "Ada" }, fillUser);
    // @ts-expect-error a value that an old document can't give is missing
    await patchUser(ctx, id, { displayName: "Ada" }, () => ({ joinedAt: 1 }));
    const doc = await ctx.db.get("notes", note);
    if (doc !== null) {
      // @ts-expect-error a document of another table
      upgradeUser(doc, fillUser);
    }
  },
});
