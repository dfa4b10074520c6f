// node main.mjs [--dir convex/] [options]: starts the deployment, and prints one line of JSON with
// its address once it listens. It ends when its standard input does, and so with whoever started it.
import { parseArgs } from "node:util";
import { Server } from "./src/server.mjs";

// A function that leaves a promise behind to fail is no reason to end.
process.on("unhandledRejection", (error) => console.error(error));
// What was written to disk is taken away on the way out.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

const { values } = parseArgs({
  options: {
    dir: { type: "string" },
    port: { type: "string", default: "0" },
    name: { type: "string", default: "test-deployment" },
    "admin-key": { type: "string" },
    "show-errors": { type: "boolean", default: false },
    "no-limits": { type: "boolean", default: false },
  },
});
const adminKey = values["admin-key"] ?? `${values.name}|0123456789abcdef`;
const server = new Server({
  adminKey,
  name: values.name,
  redact: !values["show-errors"],
  limits: !values["no-limits"],
});
if (values.dir !== undefined) {
  const violation = await server.deployment.deployFolder(values.dir);
  if (violation !== null) throw new Error(violation.error);
}
await server.listen(Number(values.port));
console.log(JSON.stringify({ url: server.url, adminKey }));
process.stdin.resume().on("end", () => process.exit(0));
