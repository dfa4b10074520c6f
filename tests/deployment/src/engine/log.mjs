// What was committed, in the order in which it was: for whoever computes what must be stored without
// asking those who stored it.
import { convexToJson } from "convex/values";

/** Fields of a document in encoded JSON, or null where there is none. */
function fieldsOf(document) {
  if (document === null) return null;
  const { _id, _creationTime, ...fields } = document;
  return convexToJson(fields);
}

/** A document as it was and as it is from now on. */
export function change(table, id, before, after) {
  return { table, id, before: fieldsOf(before), after: fieldsOf(after) };
}

export class CommitLog {
  #lines = null;

  get isKept() {
    return this.#lines !== null;
  }

  /** Everything since it was started; nothing where it wasn't. */
  get lines() {
    return this.#lines ?? [];
  }

  start() {
    this.#lines = [];
  }

  end() {
    this.#lines = null;
  }

  note(line) {
    this.#lines?.push(line);
  }

  /** A transaction that has changed documents, and the call that made it. */
  committed({ path = null, args = null, result = null } = {}, changes) {
    if (changes.length > 0) this.note({ kind: "commit", path, args, result, changes });
  }
}
