// Sources as modules: written to a folder of their own, since each push must be a fresh start.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundle } from "./bundle.mjs";

const root = mkdtempSync(join(tmpdir(), "test-deployment-"));
writeFileSync(join(root, "package.json"), '{"type":"module"}');
process.on("exit", () => rmSync(root, { recursive: true, force: true }));
let loads = 0;
/** Modules by the folder that they were bundled from, the newest last. */
const kept = new Map();
const KEPT_MAX = 200;

/**
 * Imports modules, chunks left out.
 *
 * @param sources `[{ path, source }]`
 * @returns a map from the path without its extension to the module
 */
export async function load(sources) {
  loads += 1;
  const folder = join(root, String(loads));
  for (const { path, source } of sources) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, source);
  }
  const modules = sources.filter(({ path }) => path.endsWith(".js") && !path.startsWith("_deps/"));
  const loaded = await Promise.all(
    modules.map(async ({ path }) => [
      path.replace(/\.js$/, ""),
      await import(pathToFileURL(join(folder, path)).href),
    ]),
  );
  return new Map(loaded);
}

/** The modules of a folder that is never written to again, so they are bundled once. */
export async function keptModules(folder) {
  if (!kept.has(folder)) {
    kept.set(folder, bundle(folder).then(load));
    if (kept.size > KEPT_MAX) kept.delete(kept.keys().next().value);
  }
  return kept.get(folder);
}
