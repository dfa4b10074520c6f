// Values as keys: strings of bytes (one a character) that compare as Convex orders values, so that
// an index is a sorted list of strings and a range of it two of them.

const TAG = { missing: 1, null: 3, int64: 4, float64: 0x0d, false: 0x0e, true: 0x0f };
const STRING = 0x10;
const BYTES = 0x11;
const ARRAY = 0x12;
const OBJECT = 0x15;
const scratch = new DataView(new ArrayBuffer(8));

function eightBytes() {
  let text = "";
  for (let at = 0; at < 8; at += 1) text += String.fromCharCode(scratch.getUint8(at));
  return text;
}

function integer(value) {
  scratch.setBigUint64(0, BigInt.asUintN(64, value) ^ (1n << 63n));
  return eightBytes();
}

function float(value) {
  scratch.setFloat64(0, value);
  const bits = scratch.getBigUint64(0);
  const negative = bits >> 63n === 1n;
  scratch.setBigUint64(0, negative ? BigInt.asUintN(64, ~bits) : bits | (1n << 63n));
  return eightBytes();
}

/** A zero byte ends a string, so one inside of it is marked. */
function terminated(bytes) {
  return `${bytes.includes("\0") ? bytes.replaceAll("\0", "\0\xff") : bytes}\0`;
}

/** The UTF-8 of a string, one byte a character. */
export function utf8(text) {
  // eslint-disable-next-line no-control-regex
  return /^[\0-\x7f]*$/.test(text) ? text : Buffer.from(text, "utf8").toString("latin1");
}

export function keyOf(value) {
  const tag = (number) => String.fromCharCode(number);
  if (value === undefined) return tag(TAG.missing);
  if (value === null) return tag(TAG.null);
  switch (typeof value) {
    case "bigint":
      return tag(TAG.int64) + integer(value);
    case "number":
      return tag(TAG.float64) + float(value);
    case "boolean":
      return tag(value ? TAG.true : TAG.false);
    case "string":
      return tag(STRING) + terminated(utf8(value));
  }
  if (value instanceof ArrayBuffer) {
    return tag(BYTES) + terminated(Buffer.from(value).toString("latin1"));
  }
  if (Array.isArray(value)) return `${tag(ARRAY)}${value.map(keyOf).join("")}\0`;
  const fields = Object.keys(value).map(utf8).sort();
  // The empty field name would look like the end of the object.
  const named = fields.map((name) => terminated(name) + (name === "" ? "\xff" : ""));
  return `${tag(OBJECT)}${fields.map((name, at) => named[at] + keyOf(value[name])).join("")}\0`;
}

/** The end of everything that starts with `key`; no key begins with a byte of all ones. */
export function after(key) {
  return `${key}\xff`;
}
