// node carry.mjs DIR: carries each document of DIR/cases.json by the function of
// DIR/schema_versions.ts and the fill of DIR/application.ts that it names, and prints what comes
// out, or "refused".
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { convexToJson, jsonToConvex } from "convex/values";
import { bundle } from "./bundle.mjs";

const directory = resolve(process.argv[2]);
const { ids, cases } = JSON.parse(readFileSync(join(directory, "cases.json"), "utf8"));
const [helpers, application] = await Promise.all(
  (await bundle(directory, ["schema_versions.ts", "application.ts"])).map(
    (file) => import(pathToFileURL(file)),
  ),
);
// What a function asks of a deployment: which strings are ids of which table.
const ctx = {
  db: { normalizeId: (table, id) => (ids[id] === table ? id : null) },
};
const results = cases.map(({ upgrade, fill, takes_ctx, document }) => {
  const doc = jsonToConvex(document);
  const given = [doc, ...(fill === null ? [] : [application[fill]])];
  try {
    return convexToJson(helpers[upgrade](...(takes_ctx ? [ctx] : []), ...given));
  } catch (error) {
    if (error.name === "ConvexError") return "refused";
    throw error;
  }
});
console.log(JSON.stringify(results));
