// Whether all that one validator accepts another does, as far as the server can tell: where it
// can't, a push walks the table.
import { jsonToConvex } from "convex/values";

const BASE = { string: "string", bigint: "bigint", number: "number", boolean: "boolean" };

const equal = (left, right) => canonical(left) === canonical(right);

/** Objects alike but for the order of their fields are the same validator. */
function canonical(validator) {
  return JSON.stringify(validator, (_, value) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)))
      : value,
  );
}

export function isSubset(left, right) {
  if (left.type === "array" && right.type === "array") return isSubset(left.value, right.value);
  if (left.type === "object" && right.type === "object")
    return isObjectSubset(left.value, right.value);
  if (equal(left, right) || right.type === "any") return true;
  if (isWithin(left, right.type)) return true;
  if (left.type === "union") return left.value.every((member) => isSubset(member, right));
  if (right.type !== "union") return false;
  if (right.value.some((member) => isSubset(left, member))) return true;
  const literal = (value) => ({ type: "literal", value });
  return left.type === "boolean" && [true, false].every((value) => isSubset(literal(value), right));
}

/** Literals within their type, ids within strings, and timestamps, which are integers. */
function isWithin(left, type) {
  if (left.type === "id") return type === "string";
  if (left.type === "commitTs" || left.type === "bigint")
    return ["bigint", "commitTs"].includes(type);
  if (left.type !== "literal") return false;
  const base = BASE[typeof jsonToConvex(left.value)];
  return type === base || (base === "bigint" && type === "commitTs");
}

function isObjectSubset(left, right) {
  if (!Object.keys(left).every((name) => Object.hasOwn(right, name))) return false;
  return Object.entries(right).every(([name, field]) => {
    if (!Object.hasOwn(left, name)) return field.optional;
    return (
      (!left[name].optional || field.optional) && isSubset(left[name].fieldType, field.fieldType)
    );
  });
}
