// Whether a value is what a validator accepts, and the server's words for why it isn't.
import { jsonToConvex } from "convex/values";
import { isObject, shown } from "./values.mjs";

/**
 * Why `value` doesn't match `validator`, or null.
 *
 * @param validator as a schema exports it
 * @param tableOf the name of the table that an id belongs to, or null
 */
export function mismatch(validator, value, tableOf) {
  const found = check(validator, value, tableOf);
  return found === null ? null : text(found);
}

const plain = {
  null: (value) => value === null,
  number: (value) => typeof value === "number",
  bigint: (value) => typeof value === "bigint",
  commitTs: (value) => typeof value === "bigint",
  boolean: (value) => typeof value === "boolean",
  string: (value) => typeof value === "string",
  bytes: (value) => value instanceof ArrayBuffer,
  any: () => true,
};

function check(validator, value, tableOf) {
  const { type } = validator;
  if (type in plain) return plain[type](value) ? null : noMatch(validator, value);
  switch (type) {
    case "id":
      return checkId(validator, value, tableOf);
    case "literal":
      return checkLiteral(validator, value);
    case "array":
      return Array.isArray(value)
        ? checkArray(validator, value, tableOf)
        : noMatch(validator, value);
    case "record":
      return isObject(value) ? checkRecord(validator, value, tableOf) : noMatch(validator, value);
    case "object":
      return isObject(value) ? checkObject(validator, value, tableOf) : noMatch(validator, value);
    case "union":
      return checkUnion(validator, value, tableOf);
    // Two forms of long ago that mean anything.
    case "map":
    case "set":
      return null;
    default:
      throw new Error(`unknown validator ${JSON.stringify(validator)}`);
  }
}

const noMatch = (validator, value) => ({ kind: "noMatch", validator, value, path: [] });

function within(step, found) {
  found?.path.unshift(step);
  return found;
}

function checkId(validator, value, tableOf) {
  const table = typeof value === "string" ? tableOf(value) : null;
  if (table === null) return noMatch(validator, value);
  if (table === validator.tableName) return null;
  const kind = table.startsWith("_") ? "systemTable" : "otherTable";
  return { kind, id: value, table, validator, path: [] };
}

function checkLiteral(validator, value) {
  const literal = jsonToConvex(validator.value);
  // Tells -0 from 0, and finds one NaN equal to another.
  return Object.is(literal, value) ? null : { kind: "literal", literal, value, path: [] };
}

function checkArray(validator, value, tableOf) {
  for (const [at, element] of value.entries()) {
    const found = check(validator.value, element, tableOf);
    if (found !== null) return within(`[${at}]`, found);
  }
  return null;
}

function checkRecord(validator, value, tableOf) {
  for (const key of Object.keys(value).sort()) {
    const badKey = within(".keys()", check(validator.keys, key, tableOf));
    if (badKey) return badKey;
    const badValue = within(".values()", check(validator.values.fieldType, value[key], tableOf));
    if (badValue) return badValue;
  }
  return null;
}

function checkObject(validator, value, tableOf) {
  const declared = validator.value;
  for (const name of sortedNames(validator)) {
    const { fieldType, optional } = declared[name];
    // Every object inherits a `constructor`.
    const field = Object.hasOwn(value, name) ? value[name] : undefined;
    if (field === undefined) {
      if (!optional) return { kind: "missing", name, validator, value, path: [] };
      continue;
    }
    const found = check(fieldType, field, tableOf);
    if (found !== null) return within(`.${name}`, found);
  }
  const extra = Object.keys(value).filter(
    (name) => !Object.hasOwn(declared, name) && value[name] !== undefined,
  );
  if (extra.length === 0) return null;
  return { kind: "extra", name: extra.sort()[0], validator, value, path: [] };
}

// Validators live as long as a push, and are asked for every document of it.
const names = new WeakMap();

function sortedNames(validator) {
  let sorted = names.get(validator);
  if (sorted === undefined) names.set(validator, (sorted = Object.keys(validator.value).sort()));
  return sorted;
}

function checkUnion(validator, value, tableOf) {
  const members = validator.value;
  if (members.length === 1) return check(members[0], value, tableOf);
  const accepted = members.some((member) => check(member, value, tableOf) === null);
  return accepted ? null : noMatch(validator, value);
}

function text(found) {
  const path = found.path.length > 0 ? `Path: ${found.path.join("")}` : "";
  const lines = (first, label) =>
    `${first}\n${path}\n${label}: ${shown(found.value)}\nValidator: ${validatorText(found.validator)}`;
  switch (found.kind) {
    case "noMatch":
      return lines("Value does not match validator.", "Value");
    case "missing":
      return lines(
        `Object is missing the required field \`${found.name}\`. Consider wrapping the field validator in \`v.optional(...)\` if this is expected.`,
        "Object",
      );
    case "extra":
      return lines(
        `Object contains extra field \`${found.name}\` that is not in the validator.`,
        "Object",
      );
    case "literal":
      return `\`${shown(found.value)}\` does not match literal validator \`v.literal(${literalText(found.literal)})\`.${path}`;
    case "otherTable":
      return `Found ID "${found.id}" from table \`${found.table}\`, which does not match the table name in validator \`${validatorText(found.validator)}\`.${path}`;
    case "systemTable":
      return `Found ID "${found.id}" from a system table, which does not match the table name in validator \`${validatorText(found.validator)}\`.${path}`;
  }
}

function literalText(value) {
  if (typeof value === "bigint") return "<bigint>";
  if (typeof value !== "number") return JSON.stringify(value);
  return Number.isFinite(value) ? shown(value) : "<number>";
}

/** A validator as somebody would have typed it. */
export function validatorText(validator) {
  const inner = (part) => validatorText(part);
  switch (validator.type) {
    case "number":
      return "v.float64()";
    case "bigint":
      return "v.int64()";
    case "id":
      return `v.id("${validator.tableName}")`;
    case "literal":
      return `v.literal(${literalText(jsonToConvex(validator.value))})`;
    case "array":
      return `v.array(${inner(validator.value)})`;
    case "record":
      return `v.record(${inner(validator.keys)}, ${inner(validator.values.fieldType)})`;
    case "union":
      return `v.union(${validator.value.map(inner).join(", ")})`;
    case "object": {
      const fields = sortedNames(validator).map((name) => {
        const { fieldType, optional } = validator.value[name];
        return `${name}: ${optional ? `v.optional(${inner(fieldType)})` : inner(fieldType)}`;
      });
      return `v.object({${fields.join(", ")}})`;
    }
    default:
      return `v.${validator.type}()`;
  }
}
