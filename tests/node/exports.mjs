// node exports.mjs DIR: evaluates every module of DIR as a push does, and prints each function that
// one exports: [{ path, kind, isInternal, isPublic, args, returns }], the last two as JSON texts.
import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { bundle } from "./bundle.mjs";

const directory = resolve(process.argv[2]);
const files = readdirSync(directory, { recursive: true })
  .filter((file) => file.endsWith(".ts"))
  .sort();
const functions = [];
for (const [at, bundled] of (await bundle(directory, files)).entries()) {
  for (const [name, exported] of Object.entries(await import(pathToFileURL(bundled)))) {
    if (exported === null || !["object", "function"].includes(typeof exported)) continue;
    const kind = ["Query", "Mutation", "Action", "Http"].find((kind) => exported[`is${kind}`]);
    const isInternal = exported.isInternal === true;
    const isPublic = exported.isPublic === true;
    if (kind === undefined && !isInternal && !isPublic) continue;
    functions.push({
      path: `${files[at].replace(/\.ts$/, "")}:${name}`,
      kind: kind ?? null,
      isInternal,
      isPublic,
      args: exported.exportArgs(),
      returns: exported.exportReturns(),
    });
  }
}
console.log(JSON.stringify(functions));
