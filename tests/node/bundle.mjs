import { join } from "node:path";
import { build } from "esbuild";

// Bundles TypeScript files of a directory as a push does; gives the paths of the results.
export async function bundle(directory, files) {
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
  return files.map((file) => join(outdir, file.replace(/\.ts$/, ".mjs")));
}
