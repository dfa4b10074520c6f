// The HTTP side: functions by POST, and what tells a client whom it talks to.
import { isAdmin, mustBeAdmin } from "./auth.mjs";
import { SystemError } from "./store/errors.mjs";
import { cleanJson } from "./store/values.mjs";
import { jsonToConvex } from "convex/values";
import { brotliDecompressSync, gunzipSync } from "node:zlib";

const BODY_BYTES_MAX = (1 << 24) + 2000;
const FORMATS = {
  json: (value) => cleanJson(jsonToConvex(value)),
  convex_clean_json: (value) => cleanJson(jsonToConvex(value)),
  convex_encoded_json: (value) => value,
  convex_json: (value) => value,
};

/** The body of a request as it came. */
export async function bytesOf(request, bytesMax) {
  const parts = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += part.length;
    if (bytes > bytesMax)
      throw new SystemError("badRequest", "RequestTooLarge", `The body is over ${bytesMax} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** The text of a request, unpacked. */
export async function textOf(request, bytesMax = BODY_BYTES_MAX) {
  const body = await bytesOf(request, bytesMax);
  const encoding = request.headers["content-encoding"];
  if (encoding === "br") return brotliDecompressSync(body).toString();
  return (encoding === "gzip" ? gunzipSync(body) : body).toString();
}

export async function bodyOf(request, bytesMax) {
  const text = await textOf(request, bytesMax);
  try {
    return JSON.parse(text || "{}");
  } catch (error) {
    throw new SystemError(
      "badRequest",
      "BadJsonBody",
      `Failed to parse the request body as JSON: ${error.message}`,
    );
  }
}

export function reply(response, status, body) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const type = typeof body === "string" ? "text/plain; charset=utf-8" : "application/json";
  const length = Buffer.byteLength(text);
  response.writeHead(status, {
    "content-type": type,
    "content-length": length,
    "access-control-allow-origin": "*",
  });
  response.end(text);
}

export function replyError(response, error) {
  if (!(error instanceof SystemError)) console.error(error);
  const { status, code, message } =
    error instanceof SystemError
      ? error
      : {
          status: 500,
          code: "InternalServerError",
          message: "Your request couldn't be completed. Try again later.",
        };
  reply(response, status, { code, message });
}

/** `{ kind, path }` of a request for a function, or null for another one. */
function asked(url) {
  const [, name, rest] =
    /^\/api\/(query|mutation|action|function|run)(?:\/(.*))?$/.exec(url.pathname) ?? [];
  if (name === undefined || (name === "run") !== (rest !== undefined)) return null;
  if (name !== "run") return { kind: name === "function" ? "any" : name };
  const parts = rest.split("/").map(decodeURIComponent);
  const last = parts.pop();
  if (parts.length === 0)
    throw new SystemError(
      "badRequest",
      "MissingIdentifier",
      "Path or function name not provided in path, e.g. /api/run/messages/list",
    );
  return { kind: "any", path: `${parts.join("/")}:${last}` };
}

/** Serves a call of a function; tells whether the request was one. */
export async function serveFunction(context, request, response, url) {
  const wanted = asked(url);
  if (wanted === null || !["POST", "GET"].includes(request.method)) return false;
  const { deployment, faults } = context;
  const admin = isAdmin(deployment, request);
  const body = request.method === "GET" ? fromQuery(url) : await bodyOf(request);
  const path = wanted.path ?? body.path;
  if (typeof path !== "string")
    throw new SystemError("badRequest", "BadJsonBody", "missing field `path`");
  if (url.pathname === "/api/function") mustBeAdmin(admin || wanted.path !== undefined);
  const call = {
    kind: wanted.kind,
    path,
    args: body.args,
    isAdmin: admin,
    componentPath: admin ? (body.componentPath ?? "") : "",
  };
  await travel(faults);
  const kind = deployment.kindAt(call) ?? call.kind;
  const answer = await faults.around(
    { ...call, kind },
    () => deployment.call(call),
    () => request.socket.destroy(),
  );
  if (answer === null) return true;
  await travel(faults);
  // As on the server, the function has run by the time a bad format is noticed.
  const format = FORMATS[body.format ?? "json"];
  if (format === undefined)
    throw new SystemError("badRequest", "BadFormat", `Unknown format ${body.format}`);
  const logs = answer.logLines.length > 0 ? { logLines: answer.logLines } : {};
  if (answer.error === undefined) {
    reply(response, 200, { status: "success", value: format(answer.value), ...logs });
  } else {
    const { message, data } = answer.error;
    const errorData = data === undefined ? {} : { errorData: format(data) };
    reply(response, 200, { status: "error", errorMessage: message, ...errorData, ...logs });
  }
  return true;
}

/** Half a round trip. */
async function travel({ latencyMs }) {
  if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs / 2));
}

function fromQuery(url) {
  const { path, args, format } = Object.fromEntries(url.searchParams);
  return { path, args: JSON.parse(args ?? "{}"), format };
}
