// What may be a value at all, what it weighs, and how it is written: in messages, and in the two
// formats that answers come in.
import { CommitTsPlaceholder, convexToJson, getConvexSize } from "convex/values";
import { DeveloperError } from "./errors.mjs";
import { sizeOf } from "./weighed.mjs";

/** What a function may be given, and what it may give. */
const PASSED_BYTES_MAX = 1 << 24;
export const DOCUMENT_BYTES_MAX = 1 << 20;
const VALUE_NESTING_MAX = 64;
const DOCUMENT_NESTING_MAX = 16;
const ARRAY_LENGTH_MAX = 8192;
const FIELDS_MAX = 1024;
const FIELD_NAME_BYTES_MAX = 1024;

export const isObject = (value) =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof ArrayBuffer);

/** How deep a value is nested, with every array and object in it checked for its own limits. */
function nestingOf(value) {
  if (Array.isArray(value)) {
    if (value.length > ARRAY_LENGTH_MAX) {
      const message = `Array length is too long (${value.length} > maximum length ${ARRAY_LENGTH_MAX})`;
      throw new DeveloperError("ArrayTooLong", message);
    }
    return 1 + value.reduce((deepest, element) => Math.max(deepest, nestingOf(element)), 0);
  }
  if (!isObject(value)) return 0;
  const entries = Object.entries(value);
  if (entries.length > FIELDS_MAX) {
    const message = `Object has too many fields (${entries.length} > maximum number ${FIELDS_MAX})`;
    throw new DeveloperError("TooManyFieldsError", message);
  }
  let deepest = 0;
  for (const [name, field] of entries) {
    checkFieldName(name);
    deepest = Math.max(deepest, nestingOf(field));
  }
  return 1 + deepest;
}

function checkFieldName(name) {
  if (name.length > FIELD_NAME_BYTES_MAX) {
    const message = `Field name ${name} exceeds the maximum length of ${FIELD_NAME_BYTES_MAX} bytes`;
    throw new DeveloperError("InvalidFieldName", message);
  }
  if (name.startsWith("$") || !/^[\x20-\x7e]*$/.test(name)) {
    const message = `Field name '${name}' starts with '$' or isn't ASCII`;
    throw new DeveloperError("InvalidFieldName", message);
  }
}

function checkNesting(value) {
  const nesting = nestingOf(value);
  if (nesting > VALUE_NESTING_MAX) {
    const message = `Value is too nested (nested ${nesting} levels deep > maximum nesting ${VALUE_NESTING_MAX})`;
    throw new DeveloperError("TooNestedError", message);
  }
  return nesting;
}

function tooLarge(size, limit) {
  const message = `Value is too large (${mebibytes(size)} > maximum size ${mebibytes(limit)})`;
  return new DeveloperError("ValueTooLargeError", message);
}

function mebibytes(bytes) {
  return `${Number((bytes / (1 << 20)).toFixed(2))} MiB`;
}

/** Refuses what no value may be, and what weighs more than what goes into or out of a function. */
function checkPassed(value, tooLarge) {
  checkNesting(value);
  const size = getConvexSize(value);
  if (size > PASSED_BYTES_MAX) {
    const sizes = `(actual: ${mebibytes(size)}, limit: ${mebibytes(PASSED_BYTES_MAX)})`;
    throw new DeveloperError("ValueTooLargeError", `${tooLarge} ${sizes}`);
  }
}

export function checkArguments(path, value) {
  checkPassed(value, `Arguments for ${path} are too large`);
}

export function checkResult(path, value) {
  checkPassed(value, `Function ${path} return value is too large`);
}

/** Refuses what can't be stored, whatever the schema says, and gives the size of what can. */
export function checkDocument(document) {
  for (const name of Object.keys(document)) {
    if (name.startsWith("_") && name !== "_id" && name !== "_creationTime") {
      const message = `Invalid document: Field '${name}' starts with an underscore, which is reserved for system fields like '_id'`;
      throw new DeveloperError("InvalidDocumentError", message);
    }
  }
  const nesting = checkNesting(document);
  if (nesting > DOCUMENT_NESTING_MAX) {
    const message = `Invalid document: Document is too nested (nested ${nesting} levels deep > maximum nesting ${DOCUMENT_NESTING_MAX})`;
    throw new DeveloperError("InvalidDocumentError", message);
  }
  const size = sizeOf(document);
  if (size > DOCUMENT_BYTES_MAX) throw tooLarge(size, DOCUMENT_BYTES_MAX);
  return size;
}

/** A value without fields that are undefined, which is how it is stored. */
export function stripped(value) {
  if (Array.isArray(value)) return value.map(stripped);
  if (value instanceof CommitTsPlaceholder)
    throw new Error("the test deployment has no commit timestamps");
  if (!isObject(value)) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(fields.map(([name, field]) => [name, stripped(field)]));
}

/** As the server's messages show values. */
export function shown(value) {
  if (typeof value === "number") {
    return Number.isInteger(value) ? `${Object.is(value, -0) ? "-0" : value}.0` : String(value);
  }
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(shown).join(", ")}]`;
  if (value instanceof ArrayBuffer) return `b"${Buffer.from(value).toString("hex")}"`;
  if (isObject(value)) {
    const names = Object.keys(value).sort();
    return `{${names.map((name) => `${name}: ${shown(value[name])}`).join(", ")}}`;
  }
  return String(value);
}

/** The `json` format: readable, and lossy. */
export function cleanJson(value) {
  if (typeof value === "bigint") return value.toString();
  if (value instanceof ArrayBuffer) return Buffer.from(value).toString("base64");
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (Array.isArray(value)) return value.map(cleanJson);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, cleanJson(field)]));
}

export { convexToJson as encodedJson };
