// node import.mjs FILE: reads the ZIP of an export by the rules of the server's import, which are
// told in no code of ours, and prints the documents of each table and component as encoded JSON
// with the number of each table. Fails where an import would.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as zlib from "node:zlib";
import { convexToJson } from "convex/values";

const zip = readFileSync(process.argv[2]);

// The entries, by the list at the end of the file.
function entries() {
  let end = zip.length - 22;
  while (zip.readUInt32LE(end) !== 0x06054b50) end -= 1;
  const found = new Map();
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    assert.equal(zip.readUInt32LE(at), 0x02014b50);
    const [method, crc, zipped, size] = [
      zip.readUInt16LE(at + 10),
      zip.readUInt32LE(at + 16),
      zip.readUInt32LE(at + 20),
      zip.readUInt32LE(at + 24),
    ];
    const [name, extra, comment] = [28, 30, 32].map((field) => zip.readUInt16LE(at + field));
    const path = zip.toString("utf8", at + 46, at + 46 + name);
    const local = zip.readUInt32LE(at + 42);
    assert.equal(zip.readUInt32LE(local), 0x04034b50);
    const begin =
      local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const raw = zip.subarray(begin, begin + zipped);
    assert.ok(method === 0 || method === 8, `${path}: method ${method}`);
    const content = method === 8 ? zlib.inflateRawSync(raw) : raw;
    assert.equal(content.length, size, path);
    // Node has it from 22 on.
    if (zlib.crc32 !== undefined) assert.equal(zlib.crc32(content), crc, path);
    assert.ok(!found.has(path), `${path} is there twice`);
    found.set(path, content);
    at += 46 + name + extra + comment;
  }
  return found;
}

// JSON in which a number that is a whole one of 64 bits stays apart from a double.
function parse(text) {
  let at = 0;
  const space = () => {
    while (" \t\r\n".includes(text[at] ?? "x")) at += 1;
  };
  const take = (token) => {
    space();
    assert.ok(text.startsWith(token, at), `${token} is missing at ${at} of ${text}`);
    at += token.length;
  };
  const next = () => (space(), text[at]);
  const string = () => {
    space();
    const [literal] = /^"(?:[^"\\]|\\.)*"/.exec(text.slice(at));
    at += literal.length;
    return JSON.parse(literal);
  };
  const members = (close, one) => {
    at += 1;
    if (next() !== close) {
      one();
      while (next() === ",") {
        at += 1;
        one();
      }
    }
    take(close);
  };
  function value() {
    const first = next();
    if (first === "{") {
      const fields = [];
      members("}", () => {
        const key = string();
        take(":");
        fields.push([key, value()]);
      });
      return object(fields);
    }
    if (first === "[") {
      const elements = [];
      members("]", () => elements.push(value()));
      return elements;
    }
    if (first === '"') return string();
    for (const [word, meaning] of [["null", null], ["true", true], ["false", false]]) {
      if (text.startsWith(word, at)) {
        at += word.length;
        return meaning;
      }
    }
    const [number] = /^-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?/.exec(text.slice(at));
    at += number.length;
    const isWhole = /^-?[0-9]+$/.test(number);
    const fits = isWhole && BigInt.asIntN(64, BigInt(number)) === BigInt(number);
    return fits ? BigInt(number) : Number(number);
  }
  const result = value();
  assert.equal(next(), undefined, `more after ${text.slice(0, at)}`);
  return result;
}

// An object whose first key begins with `$` is the encoded form of something else.
function object(fields) {
  const [first] = fields;
  if (first === undefined || !first[0].startsWith("$")) {
    for (const [key] of fields) assert.match(key, /^[ -~]*$/);
    return Object.fromEntries(fields);
  }
  assert.equal(fields.length, 1);
  const [key, base64] = first;
  const bytes = Uint8Array.from(Buffer.from(base64, "base64"));
  switch (key) {
    case "$bytes":
      return bytes.buffer;
    case "$integer":
      return new DataView(bytes.buffer).getBigInt64(0, true);
    case "$float":
      return new DataView(bytes.buffer).getFloat64(0, true);
    default:
      throw new Error(`${key} stands for nothing`);
  }
}

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

// The number of the table of an id, whose check digits must be right.
function tableOf(id) {
  let [bits, held, bytes] = [0, 0, []];
  for (const letter of id) {
    const digit = ALPHABET.indexOf(letter);
    assert.ok(digit >= 0, `${id} isn't an id`);
    held = (held << 5) | digit;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 255);
      held &= (1 << bits) - 1;
    }
  }
  assert.equal(held, 0, `${id} has bits too many`);
  const [a, b] = bytes.slice(-2);
  let [low, high] = [0, 0];
  for (const byte of bytes.slice(0, -2)) {
    low = (low + byte) & 255;
    high = (high + low) & 255;
  }
  assert.deepEqual([a, b], [low, high], `the check digits of ${id}`);
  let [number, shift, at] = [0, 0, 0];
  for (; ; at += 1) {
    number += (bytes[at] & 127) * 2 ** shift;
    shift += 7;
    if (bytes[at] < 128) break;
  }
  assert.equal(bytes.length - 2 - (at + 1), 16, `the length of ${id}`);
  return number;
}

const lines = (content) =>
  content
    .toString("utf8")
    .split("\n")
    .filter((line) => line.trim() !== "");

const found = entries();
const components = {};
const component = (path) => (components[path] ??= { numbers: {}, tables: {}, files: [] });
const place = /^(?<parents>(?:_components\/[^/]+\/)*)(?<folder>[^/]+)\/(?<file>[^/]+)$/;

for (const [path, content] of found) {
  const { parents, folder, file } = place.exec(path)?.groups ?? {};
  if (folder === "_tables" && file === "documents.jsonl") {
    for (const line of lines(content)) {
      const { name, id } = JSON.parse(line);
      const { numbers } = component(parents);
      assert.ok(!(name in numbers), `${name} is listed twice`);
      assert.ok(!Object.values(numbers).includes(id), `TableNumberConflict: ${id}`);
      numbers[name] = id;
    }
  }
}
for (const [path, content] of found) {
  const { parents, folder, file } = place.exec(path)?.groups ?? {};
  if (folder === "_storage") component(parents).files.push([file, content.toString("base64")]);
  if (folder === undefined || folder.startsWith("_") || file !== "documents.jsonl") continue;
  const shape = found.get(`${parents}${folder}/generated_schema.jsonl`);
  const uniform = shape !== undefined && lines(shape)[0] === '"uniform"';
  const { numbers, tables } = component(parents);
  const ids = new Set();
  tables[folder] = lines(content).map((line) => {
    assert.ok(uniform, `${folder} has no uniform shape, so int64 and bytes would be lost`);
    const document = parse(line);
    const { _id, _creationTime } = document;
    assert.equal(typeof _id, "string");
    assert.ok(!ids.has(_id), `DuplicateId: ${_id}`);
    ids.add(_id);
    numbers[folder] ??= tableOf(_id);
    assert.equal(tableOf(_id), numbers[folder], `InvalidId: ${_id} in ${folder}`);
    assert.equal(typeof _creationTime, "number", "a creation time is a double");
    assert.ok(_creationTime > 0 && _creationTime < 2 ** 53);
    return convexToJson(document);
  });
}
console.log(JSON.stringify(components));
