// node test/all.mjs: every test of this folder, in processes side by side.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL(".", import.meta.url));
const tests = readdirSync(folder).filter((name) => name.endsWith(".test.mjs"));
const { status } = spawnSync(process.execPath, ["--test", ...tests], {
  cwd: folder,
  stdio: "inherit",
});
process.exit(status ?? 1);
