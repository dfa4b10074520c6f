// node push.mjs: pushes the folder `convex` below the current one to a deployment for tests by its own
// control: what `npx convex deploy` does there, and says of a document in the way, in a tenth of the time.
import { resolve } from "node:path";

const url = new URL("/_test/deploy", process.env.CONVEX_SELF_HOSTED_URL);
const body = JSON.stringify({ dir: resolve("convex") });
const answer = await fetch(url, { method: "POST", body });
const { ok, error } = await answer.json();
console.log(ok ? "deployed" : error);
process.exitCode = ok ? 0 : 1;
