// Document ids as Convex writes them: a table number, sixteen bytes of its own and a checksum, in
// Crockford's base32. Bytes and text sort alike, which is what splitting a table by id relies on.
import { randomBytes } from "node:crypto";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const VALUE = new Map([...ALPHABET].map((letter, value) => [letter, value]));
const INTERNAL_BYTES = 16;
/** Random bytes come cheaper by the thousand. */
const POOL_BYTES = 14_000;
const DAY_MS = 24 * 60 * 60 * 1000;

function writeNumber(number) {
  const bytes = [];
  let rest = number;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  return bytes;
}

/** The number at the start of `bytes` and how many of them it takes, unless it is cut off or too big. */
function readNumber(bytes) {
  let number = 0;
  for (let at = 0; at < 5 && at < bytes.length; at += 1) {
    number += (bytes[at] & 0x7f) * 2 ** (7 * at);
    if (bytes[at] < 0x80) return number < 2 ** 32 ? { number, length: at + 1 } : null;
  }
  return null;
}

function checksum(bytes, end) {
  let first = 0;
  let second = 0;
  for (let at = 0; at < end; at += 1) {
    first = (first + bytes[at]) & 0xff;
    second = (second + first) & 0xff;
  }
  return [first, second];
}

function toText(bytes) {
  let text = "";
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(held >> bits) & 31];
    }
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + ALPHABET[(held << (5 - bits)) & 31] : text;
}

function fromText(text) {
  const bytes = [];
  let bits = 0;
  let held = 0;
  for (const letter of text) {
    const value = VALUE.get(letter);
    if (value === undefined) return null;
    held = (held << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 0xff);
      held &= (1 << bits) - 1;
    }
  }
  // Anything but zeroes in what is left over would be a second way to write the same id.
  return held === 0 && bits < 5 ? bytes : null;
}

export function encodeId(tableNumber, internal) {
  const bytes = [...writeNumber(tableNumber), ...internal];
  return toText([...bytes, ...checksum(bytes, bytes.length)]);
}

/** The table number of a well-formed id, or null. */
export function tableNumberOf(id) {
  if (typeof id !== "string" || id.length < 31 || id.length > 37) return null;
  const bytes = fromText(id);
  if (bytes === null) return null;
  const table = readNumber(bytes);
  const end = bytes.length - 2;
  if (table === null || table.number === 0 || table.length + INTERNAL_BYTES !== end) return null;
  const [first, second] = checksum(bytes, end);
  if (bytes[end] !== first || bytes[end + 1] !== second) return null;
  // A number with a needless last byte decodes, but isn't how it is written.
  return writeNumber(table.number).length === table.length ? table.number : null;
}

/** New ids: fourteen random bytes and the day, so that they tell nothing about their order. */
export class IdMaker {
  #pool = Buffer.alloc(0);

  make(tableNumber) {
    const internal = Buffer.alloc(INTERNAL_BYTES);
    if (this.#pool.length < INTERNAL_BYTES) this.#pool = randomBytes(POOL_BYTES);
    this.#pool.copy(internal, 0, 0, INTERNAL_BYTES - 2);
    this.#pool = this.#pool.subarray(INTERNAL_BYTES - 2);
    internal.writeUInt16BE(Math.floor(Date.now() / DAY_MS), INTERNAL_BYTES - 2);
    return encodeId(tableNumber, internal);
  }
}
