// Whether two values are one and the same to Convex, which tells -0 from 0.
import { isObject } from "./values.mjs";

export function same(left, right) {
  if (Object.is(left, right)) return true;
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((element, at) => same(element, right[at]))
    );
  }
  if (left instanceof ArrayBuffer) {
    return right instanceof ArrayBuffer && Buffer.from(left).equals(Buffer.from(right));
  }
  if (!isObject(left) || !isObject(right)) return false;
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && same(left[name], right[name]))
  );
}
