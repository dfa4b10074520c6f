// node evaluate.mjs DIR: evaluates every schema.ts below DIR as a push does, and prints
// { "path below DIR": what schema.export() gives }.
import { readdirSync } from "node:fs";
import { join, resolve, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const directory = resolve(process.argv[2]);
const files = readdirSync(directory, { recursive: true })
  .filter((file) => file.endsWith("schema.ts"))
  .sort();
const outdir = join(directory, "bundled");
await build({
  entryPoints: files.map((file) => join(directory, file)),
  outbase: directory,
  outdir,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "es2022",
  packages: "external",
  outExtension: { ".js": ".mjs" },
  logLevel: "error",
});
const exported = {};
for (const file of files) {
  const bundled = join(outdir, file.replace(/\.ts$/, ".mjs"));
  const schema = (await import(pathToFileURL(bundled))).default;
  exported[relative(directory, join(directory, file))] = schema.export();
}
console.log(JSON.stringify(exported));
