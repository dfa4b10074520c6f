// node evaluate.mjs DIR: evaluates every schema.ts below DIR as a push does, and prints
// { "path below DIR": what schema.export() gives }.
import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { bundle } from "./bundle.mjs";

const directory = resolve(process.argv[2]);
const files = readdirSync(directory, { recursive: true })
  .filter((file) => file.endsWith("schema.ts"))
  .sort();
const exported = {};
for (const [at, bundled] of (await bundle(directory, files)).entries()) {
  const schema = (await import(pathToFileURL(bundled))).default;
  exported[files[at]] = schema.export();
}
console.log(JSON.stringify(exported));
