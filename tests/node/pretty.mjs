// node pretty.mjs DIR: fails, naming the first line that differs, where prettier with its default
// options would change a .ts file below DIR.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";

const directory = process.argv[2];
let differing = 0;
for (const file of readdirSync(directory, { recursive: true }).sort()) {
  if (!file.endsWith(".ts")) continue;
  const text = readFileSync(join(directory, file), "utf8");
  const wanted = await format(text, { parser: "typescript" });
  if (text === wanted) continue;
  differing += 1;
  if (differing > 5) continue;
  const [found, expected] = [text.split("\n"), wanted.split("\n")];
  const at = found.findIndex((line, i) => line !== expected[i]);
  const around = (lines) => lines.slice(Math.max(0, at - 2), at + 4).join("\n");
  console.error(
    `${file}:${at + 1}: found\n${around(found)}\nprettier writes\n${around(expected)}\n`,
  );
}
if (differing > 0) {
  console.error(`prettier would change ${differing} files`);
  process.exit(1);
}
