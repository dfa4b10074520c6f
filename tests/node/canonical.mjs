// node canonical.mjs DIR: for each value of DIR/values.json, given in encoded JSON, prints what
// DIR/migrate_runtime/canonical.ts writes for it, and for each text of DIR/texts.json what it writes
// for the fields that it reads from it, or null where it can't read them.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { jsonToConvex } from "convex/values";
import { bundle } from "./bundle.mjs";

const directory = resolve(process.argv[2]);
const read = (name) => JSON.parse(readFileSync(join(directory, name), "utf8"));
const [module] = await bundle(directory, ["migrate_runtime/canonical.ts"]);
const { fieldsToText, textToFields, toText } = await import(pathToFileURL(module));

/** A value with every field of its objects: the library itself drops some on the way. */
function valueOf(json) {
  if (Array.isArray(json)) return json.map(valueOf);
  if (typeof json !== "object" || json === null) return json;
  const fields = Object.entries(json);
  if (fields.length === 1 && fields[0][0].startsWith("$")) return jsonToConvex(json);
  return Object.fromEntries(fields.map(([key, field]) => [key, valueOf(field)]));
}

const values = read("values.json").map((json) => toText(valueOf(json)));
const texts = read("texts.json").map((text) => {
  const fields = textToFields(text);
  // As it comes from the deployment.
  return fields && fieldsToText({ ...fields, _id: "an id", _creationTime: 1.5 });
});
console.log(JSON.stringify({ values, texts }));
