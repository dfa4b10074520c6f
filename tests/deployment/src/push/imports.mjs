// What `npx convex import --table` asks of a deployment: a file of documents, sent in parts.
import { randomUUID } from "node:crypto";
import { isAdmin, mustBeAdmin } from "../auth.mjs";
import { bodyOf, bytesOf, reply } from "../http.mjs";
import { SystemError } from "../store/errors.mjs";
import { loadDocuments } from "../store/import.mjs";

const PART_BYTES_MAX = 64 << 20;

const refused = (message) => new SystemError("badRequest", "ImportError", message);

/** What was sent so far, by the token of its upload. */
export class Uploads {
  #parts = new Map();

  start() {
    const uploadToken = randomUUID();
    this.#parts.set(uploadToken, new Map());
    return { uploadToken };
  }

  part(uploadToken, number, bytes) {
    this.#of(uploadToken).set(number, bytes);
    return `${uploadToken}/${number}`;
  }

  /** The whole of it, which is forgotten then. */
  finish(uploadToken, partTokens) {
    const parts = this.#of(uploadToken);
    const numbers = partTokens.map((token) => token.split("/")[1]);
    const missing = numbers.find((number) => !parts.has(number));
    if (missing !== undefined) throw refused(`Part ${missing} of the upload is missing`);
    this.#parts.delete(uploadToken);
    return Buffer.concat(numbers.map((number) => parts.get(number))).toString();
  }

  #of(uploadToken) {
    const parts = this.#parts.get(uploadToken);
    if (parts === undefined) throw refused("There is no such upload");
    return parts;
  }
}

const FORMATS = {
  jsonLines: (text) =>
    text
      .split("\n")
      .filter((line) => line.trim() !== "")
      .map((line) => JSON.parse(line)),
  jsonArray: (text) => JSON.parse(text),
};

/** Stores the documents of a file, all or none. */
async function imported({ deployment }, { tableName, componentPath, mode, format }, text) {
  if (FORMATS[format] === undefined || tableName === undefined || componentPath !== undefined)
    throw refused("Only JSON for one table of the app can be imported here");
  if (!["requireEmpty", "append", "replace"].includes(mode))
    throw refused(`The mode ${mode} isn't one that is known here`);
  const documents = FORMATS[format](text);
  await deployment.host.exclusively(() => {
    const { database } = deployment;
    if (mode === "requireEmpty" && database.table(tableName)?.documents.size > 0)
      throw refused(`Table "${tableName}" has documents; say --append or --replace`);
    loadDocuments(database, { [tableName]: documents }, { replace: mode === "replace" });
  });
  deployment.noticeChanges();
  return BigInt(documents.length);
}

const ENDPOINTS = {
  start_upload: ({ uploads }) => uploads.start(),

  async upload_part({ uploads }, request, url) {
    const bytes = await bytesOf(request, PART_BYTES_MAX);
    const { uploadToken, partNumber } = Object.fromEntries(url.searchParams);
    return uploads.part(uploadToken, partNumber, bytes);
  },

  async finish_upload(server, request) {
    const { import: wanted, uploadToken, partTokens } = await bodyOf(request);
    const text = server.uploads.finish(uploadToken, partTokens);
    const importId = randomUUID();
    const state = await imported(server, wanted, text).then(
      (written) => ({ state: "completed", num_rows_written: written }),
      (error) => ({ state: "failed", error_message: error.message }),
    );
    server.deployment.imports.set(importId, { state });
    return { importId };
  },
};

/** Serves what the CLI asks; tells whether the request was one of those. */
export async function serveImport(server, request, response, url) {
  const endpoint = ENDPOINTS[url.pathname.replace(/^\/api\/import\//, "")];
  if (endpoint === undefined) return false;
  mustBeAdmin(isAdmin(server.deployment, request));
  // A part's token is JSON, too, which is why it is written here.
  reply(response, 200, JSON.stringify(await endpoint(server, request, url)));
  return true;
}
