// The deployment on a port: HTTP, the sockets, and the tests' own controls.
import http from "node:http";
import { WebSocketServer } from "ws";
import { serveControl } from "./control.mjs";
import { Deployment } from "./engine/deployment.mjs";
import { Faults } from "./faults/faults.mjs";
import { Gate } from "./gate.mjs";
import { reply, replyError, serveFunction } from "./http.mjs";
import { Uploads, serveImport } from "./push/imports.mjs";
import { servePush } from "./push/endpoints.mjs";
import { Pushes } from "./push/pushes.mjs";
import { Session } from "./sync/session.mjs";
import { setNow } from "./store/clock.mjs";
import { LIMITS } from "./store/usage.mjs";

const SYNC = /^\/api\/(?:[^/]+\/)?sync$/;
const MESSAGE_BYTES_MAX = 64 << 20;
const VERSION = "1.48.0";

export class Server {
  sessions = new Set();
  answered = new Map();
  faults = new Faults(this);
  gate = new Gate();
  #http;
  #port = 0;
  /** Over once a restart is; null while none is under way. */
  restarted = null;

  constructor({ adminKey, name, redact, limits }) {
    this.name = name;
    this.deployment = new Deployment({ adminKey, redact, limits: limits ? LIMITS : null });
    this.pushes = new Pushes(this.deployment);
    this.uploads = new Uploads();
    this.deployment.onChange = (tables) => {
      for (const session of this.sessions) session.changed(tables);
    };
    this.sockets = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_BYTES_MAX });
  }

  get url() {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Listens; 0 is a port that is free. */
  async listen(port = this.#port) {
    this.#http = http.createServer((request, response) => this.#serve(request, response));
    this.#http.on("upgrade", (request, socket, head) => this.#upgrade(request, socket, head));
    await new Promise((resolve, reject) => {
      this.#http.once("error", reject);
      this.#http.listen(port, "127.0.0.1", resolve);
    });
    this.#port = this.#http.address().port;
    this.deployment.url = this.url;
  }

  /** Cuts every connection and refuses new ones, until it listens again. */
  async stop() {
    const closed = new Promise((resolve) => this.#http.close(resolve));
    this.cut();
    this.#http.closeAllConnections();
    await closed;
  }

  /** Ends as a process does that is killed, and is back after a while with what was committed. */
  restart(ms) {
    // One that is down already can't go down.
    this.restarted ??= this.stop()
      .then(() => new Promise((resolve) => setTimeout(resolve, ms)))
      .then(() => this.listen())
      .finally(() => (this.restarted = null));
    return this.restarted;
  }

  /** Forgets everything, once no call is under way that could still write. */
  async reset() {
    this.faults.arm({ rules: [], schedule: null, latencyMs: 0, paused: false });
    this.gate.arm({ seed: null });
    this.cut();
    await this.faults.idle();
    this.faults.forget();
    this.answered.clear();
    setNow({ now: null });
    this.deployment.host.log.end();
    await this.deployment.reset();
    this.pushes.overwrite();
  }

  cut() {
    for (const session of this.sessions) session.cut();
    this.sessions.clear();
  }

  #upgrade(request, socket, head) {
    const { pathname } = new URL(request.url, this.url);
    if (!SYNC.test(pathname)) return socket.destroy();
    this.sockets.handleUpgrade(request, socket, head, (accepted) => {
      const session = new Session(accepted, this);
      this.sessions.add(session);
      accepted.on("close", () => this.sessions.delete(session));
    });
  }

  async #serve(request, response) {
    try {
      const url = new URL(request.url, this.url);
      const { pathname } = url;
      if (pathname === "/version") return reply(response, 200, VERSION);
      if (pathname === "/instance_name") return reply(response, 200, this.name);
      if (pathname.startsWith("/_test/")) return await serveControl(this, request, response, url);
      if (await servePush(this, request, response, url)) return;
      if (await serveImport(this, request, response, url)) return;
      if (await serveFunction(this, request, response, url)) return;
      reply(response, 404, { code: "NotFound", message: `There is nothing at ${pathname}` });
    } catch (error) {
      if (!response.writableEnded && !response.destroyed) replyError(response, error);
    }
  }
}
