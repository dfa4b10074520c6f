// Sources as modules: written to a folder of their own, since each push must be a fresh start.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

const root = mkdtempSync(join(tmpdir(), "test-deployment-"));
writeFileSync(join(root, "package.json"), '{"type":"module"}');
process.on("exit", () => rmSync(root, { recursive: true, force: true }));
let loads = 0;

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
