// What stored documents weigh and how they are sent, worked out once, when it is first needed, and
// not at every read. Documents never change; they are replaced.
import { convexToJson, getDocumentSize } from "convex/values";

const sizes = new WeakMap();
const texts = new WeakMap();

function once(known, document, workOut) {
  let value = known.get(document);
  if (value === undefined) {
    value = workOut(document);
    known.set(document, value);
  }
  return value;
}

/** A document's size in bytes, as Convex counts it. */
export const sizeOf = (document) => once(sizes, document, getDocumentSize);

/** A document as JSON text. */
export const textOf = (document) =>
  once(texts, document, (stored) => JSON.stringify(convexToJson(stored)));
