// node carry_random.mjs DIR: carries each document of DIR/cases.json by the functions of the
// folder that it names, and prints what comes out, or "refused". What is asked of the application
// is given as the histories of the Rust tests do: everything, unless a field is the text "bad".
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { convexToJson, ConvexError, jsonToConvex } from "convex/values";
import { bundle } from "./bundle.mjs";

const directory = resolve(process.argv[2]);
const { ids, cases } = JSON.parse(readFileSync(join(directory, "cases.json"), "utf8"));
const files = readdirSync(directory, { recursive: true })
  .filter((file) => file.endsWith("schema_versions.ts"))
  .sort();
const modules = {};
for (const [at, bundled] of (await bundle(directory, files)).entries()) {
  modules[files[at].split(/[\\/]/)[0]] = await import(pathToFileURL(bundled));
}

const given = { num: 1, txt: "l0", lst: ["x"], flg: true };
const everything = Object.fromEntries(
  Object.entries(given).flatMap(([prefix, value]) =>
    Array.from({ length: 6 }, (_, i) => [`${prefix}${i}`, value]),
  ),
);
function give(old) {
  if (typeof old !== "object") return "filled";
  if (Object.values(old).includes("bad")) throw new ConvexError("bad text");
  return everything;
}
// One function, or several by whatever name.
const fill = new Proxy(give, { get: () => give });
const ctx = {
  db: { normalizeId: (table, id) => (ids[id] === table ? id : null) },
};

const results = cases.map(({ of, takes_ctx, document }) => {
  const { upgradeUsers } = modules[of];
  try {
    const context = takes_ctx ? [ctx] : [];
    return convexToJson(upgradeUsers(...context, jsonToConvex(document), fill));
  } catch (error) {
    if (error instanceof ConvexError) return "refused";
    throw error;
  }
});
console.log(JSON.stringify(results));
