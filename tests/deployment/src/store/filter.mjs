// Expressions of `.filter(...)`, in Convex's own order of values.
import { compareValues, jsonToConvex } from "convex/values";
import { at } from "./table.mjs";

export function literal(json) {
  const missing = typeof json === "object" && json !== null && "$undefined" in json;
  return missing ? undefined : jsonToConvex(json);
}

const COMPARED = {
  $eq: (order) => order === 0,
  $neq: (order) => order !== 0,
  $lt: (order) => order < 0,
  $lte: (order) => order <= 0,
  $gt: (order) => order > 0,
  $gte: (order) => order >= 0,
};

const COMPUTED = {
  $add: (left, right) => left + right,
  $sub: (left, right) => left - right,
  $mul: (left, right) => left * right,
  $div: (left, right) => left / right,
  $mod: (left, right) => left % right,
};

export function evaluate(expression, document) {
  const [operator, operand] = Object.entries(expression)[0];
  const pair = () => operand.map((part) => evaluate(part, document));
  if (operator in COMPARED) return COMPARED[operator](compareValues(...pair()));
  if (operator in COMPUTED) return COMPUTED[operator](...pair());
  switch (operator) {
    case "$field":
      return at(document, operand);
    case "$literal":
      return literal(operand);
    case "$and":
      return operand.every((part) => evaluate(part, document));
    case "$or":
      return operand.some((part) => evaluate(part, document));
    case "$not":
      return !evaluate(operand, document);
    case "$neg":
      return -evaluate(operand, document);
    default:
      throw new Error(`the test deployment doesn't know the filter ${operator}`);
  }
}
