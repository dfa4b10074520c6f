// node late.mjs TIMES: writes an old note if the schema that is about to be pushed is a narrow one, the
// first TIMES times.
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const COUNT = "late.count";
const done = existsSync(COUNT) ? Number(readFileSync(COUNT, "utf8")) : 0;
const schema = readFileSync("convex/schema.ts", "utf8");
const isNarrow = schema.includes("length: v.number()");
if (isNarrow && done < Number(process.argv[2])) {
  const args = { table: "notes", fields: JSON.stringify({ title: "late" }) };
  const body = JSON.stringify({ path: "application:insert", args, format: "json" });
  const url = new URL("/api/mutation", process.env.CONVEX_SELF_HOSTED_URL);
  const { status } = await (await fetch(url, { method: "POST", body })).json();
  if (status !== "success") throw new Error(status);
  writeFileSync(COUNT, String(done + 1));
}
