// What the tests share: a deployment of an application in this folder, and calls of it.
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { ConvexClient } from "convex/browser";
import { makeFunctionReference } from "convex/server";
import { Server } from "../src/server.mjs";

export const ADMIN_KEY = "test-deployment|0123456789abcdef";

export const app = (name) => fileURLToPath(new URL(`apps/${name}`, import.meta.url));

/** Starts a deployment that ends with its test. */
export async function started(test, { dir = "notes", ...options } = {}) {
  const server = new Server({
    adminKey: ADMIN_KEY,
    name: "test-deployment",
    redact: true,
    limits: true,
    ...options,
  });
  await server.listen(0);
  test.after(() => server.stop());
  if (dir !== null) await server.deployment.deployFolder(app(dir));
  return server;
}

/** A call over HTTP, in encoded JSON. */
export async function post(server, path, body, key = null) {
  const response = await fetch(`${server.url}${path}`, {
    method: "POST",
    body: JSON.stringify(body),
    headers: key === null ? {} : { authorization: `Convex ${key}` },
  });
  const text = await response.text();
  return { status: response.status, body: /^[[{]/.test(text) ? JSON.parse(text) : text };
}

/** A function's answer, called as the admin. */
export async function run(server, path, args = {}) {
  const { body } = await post(
    server,
    "/api/function",
    { path, args, format: "convex_encoded_json" },
    ADMIN_KEY,
  );
  return body;
}

export function client(test, server) {
  const client = new ConvexClient(server.url);
  test.after(() => client.close());
  return client;
}

export const query = (path) => makeFunctionReference(path);

/** A bare socket that has said hello, with what it hears in a list. */
export async function socket(test, server) {
  const { WebSocket } = await import("ws");
  const socket = new WebSocket(`${server.url.replace("http", "ws")}/api/sync`);
  test.after(() => socket.terminate());
  const heard = [];
  const closed = once(socket, "close");
  const waiting = [];
  socket.on("message", (data) => {
    heard.push(JSON.parse(data));
    for (const check of waiting.splice(0)) check();
  });
  await once(socket, "open");
  const send = (message) => socket.send(JSON.stringify(message));
  /** The first message of a type that `wanted` holds for. */
  const hear = (type, wanted = () => true) =>
    new Promise((resolve) => {
      const check = () => {
        const found = heard.find((message) => message.type === type && wanted(message));
        if (found === undefined) waiting.push(check);
        else resolve(found);
      };
      check();
    });
  send({
    type: "Connect",
    sessionId: crypto.randomUUID(),
    connectionCount: 0,
    lastCloseReason: "InitialConnect",
  });
  return { send, hear, heard, closed, socket };
}
