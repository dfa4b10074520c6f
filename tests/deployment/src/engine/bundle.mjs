// A folder of TypeScript as modules that Node runs, by the rules of Convex's own bundler.
import { readdirSync } from "node:fs";
import { basename, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const PACKAGES = fileURLToPath(new URL("../../node_modules", import.meta.url));
const SCRIPT = /\.[cm]?[jt]sx?$/;

/** Whether Convex would take a file for a module with functions. */
function isEntry(path) {
  const name = basename(path);
  const folders = path.split(sep).slice(0, -1);
  return (
    SCRIPT.test(name) &&
    !folders.includes("_generated") &&
    !/^[.#]/.test(name) &&
    // A second dot is a test, a config or a declaration.
    name.split(".").length === 2 &&
    !/^schema\.[cm]?[jt]s$/.test(path) &&
    !path.includes(" ")
  );
}

/**
 * The modules of a folder, its schema among them as `schema.js`, and the chunks they share.
 *
 * @returns `[{ path, source }]`, as the Convex CLI pushes them
 */
export async function bundle(folder) {
  const root = resolve(folder);
  const files = readdirSync(root, { recursive: true }).map(String);
  const schema = files.filter((path) => /^schema\.[cm]?[jt]s$/.test(path));
  const entries = [...files.filter(isEntry), ...schema].sort();
  const result = await build({
    absWorkingDir: root,
    entryPoints: entries.map((path) => join(root, path)),
    outbase: root,
    outdir: join(root, "out"),
    chunkNames: "_deps/[hash]",
    bundle: true,
    splitting: true,
    write: false,
    format: "esm",
    platform: "browser",
    conditions: ["convex", "module"],
    // The oldest Node lacks what newer targets would use for embedded bytes.
    target: "es2022",
    nodePaths: [PACKAGES],
    logLevel: "silent",
  });
  return result.outputFiles.map(({ path, text }) => ({
    path: relative(join(root, "out"), path).split(sep).join("/"),
    source: text,
  }));
}
