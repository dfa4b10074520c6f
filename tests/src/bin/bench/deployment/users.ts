// What becomes of a user, for those who carry them on the server.
import { internalMutationGeneric } from "convex/server";
import { v } from "convex/values";

const LEVELS: Record<string, number> = { low: 1, medium: 2, high: 3 };

export function newUser(user: Record<string, any>) {
  const { _id, _creationTime, name, priority, ...rest } = user;
  const priorityLevel = LEVELS[priority];
  return { ...rest, displayName: name, priorityLevel, joinedAt: _creationTime, logins: 0 };
}

/** What the application does meanwhile: somebody has a birthday. */
export const birthday = internalMutationGeneric({
  args: { user: v.id("users") },
  handler: async ({ db }, { user }) => {
    const { age } = (await db.get("users", user))!;
    await db.patch("users", user, { age: age + 1 });
  },
});

/** As fast as it goes here: nothing travels, nothing is compared, and nothing is noted. */
export const ceiling = internalMutationGeneric({
  args: { after: v.union(v.string(), v.null()), documents: v.number() },
  handler: async ({ db }, { after, documents }) => {
    const users = await db
      .query("users")
      .withIndex("by_id", (q) => (after === null ? q : q.gt("_id", after as never)))
      .take(documents);
    for (const user of users) await db.replace("users", user._id, newUser(user));
    return users.length < documents ? null : users[users.length - 1]._id;
  },
});
