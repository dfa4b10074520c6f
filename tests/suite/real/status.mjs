// node status.mjs [anybody]: prints the live status of runs as JSON.
import { ConvexHttpClient } from "convex/browser";
import { makeFunctionReference } from "convex/server";

const client = new ConvexHttpClient(process.env.CONVEX_SELF_HOSTED_URL);
if (process.argv[2] !== "anybody") client.setAdminAuth(process.env.CONVEX_SELF_HOSTED_ADMIN_KEY);
const status = await client.query(makeFunctionReference("migrate_runtime/status:status"), {});
console.log(
  JSON.stringify(status, (_, value) => (typeof value === "bigint" ? Number(value) : value)),
);
