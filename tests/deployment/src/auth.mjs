// Keys: the admin's, and what is said to those who have another one or none.
import { SystemError } from "./store/errors.mjs";

/** A key without the kind of deployment that may stand before its name. */
const bare = (key) => key.replace(/^(prod|dev|preview|local):/, "");

export function checkKey(deployment, key) {
  if (bare(key) !== bare(deployment.adminKey)) {
    throw new SystemError(
      "unauthenticated",
      "BadAdminKey",
      "The provided admin key was invalid for this instance",
    );
  }
}

/** Whether a request comes from the admin. A key that is wrong is worse than none. */
export function isAdmin(deployment, request) {
  const header = request.headers.authorization;
  if (header === undefined) return false;
  if (!/^convex /i.test(header)) return false;
  const [key] = bare(header.slice("convex ".length)).split(":");
  checkKey(deployment, key);
  return true;
}

export function mustBeAdmin(admin) {
  if (admin) return;
  throw new SystemError(
    "forbidden",
    "BadDeployKey",
    "The provided deploy key was invalid for this deployment. Double check that the environment this key was generated for matches the desired deployment.",
  );
}
