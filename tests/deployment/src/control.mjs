// What tests steer the deployment with; no part of Convex.
import { bodyOf, reply } from "./http.mjs";
import { setNow } from "./store/clock.mjs";
import { dump, loadDocuments } from "./store/import.mjs";

const BYTES_MAX = 1 << 30;

const CONTROLS = {
  async deploy(server, { dir, reset = false, keep = false, note = null }) {
    const violation = await server.deployment.deployFolder(dir, { isKept: keep, note });
    if (violation !== null) return [400, { ok: false, ...violation }];
    server.pushes.overwrite();
    if (reset) server.cut();
    return [200, { ok: true }];
  },

  /** Arms faults, and gives what is armed and what has gone wrong so far. */
  async faults({ faults }, wanted) {
    return [200, faults.arm(wanted)];
  },

  /** Lets a seed decide in which order calls come that are made at the same time. */
  async gate({ gate }, wanted) {
    return [200, gate.arm(wanted)];
  },

  /** Gives the deployment limits of its own, the smallest class's where nothing else is said. */
  async capacity({ deployment }, limits) {
    return [200, deployment.capacity.set(limits)];
  },

  /** Sets the time that functions and new documents see. */
  async clock(_server, wanted) {
    setNow(wanted);
    return [200, { now: Date.now() }];
  },

  /** Starts or notes something in the log of what is committed, or gives it. */
  async log({ deployment }, { start = false, note }) {
    const { log } = deployment.host;
    if (start) log.start();
    if (note !== undefined) log.note({ kind: "note", note });
    return [200, start || note !== undefined ? { ok: true } : { lines: log.lines }];
  },

  /** Makes it a deployment that nothing was ever pushed to. */
  async reset(server) {
    await server.reset();
    return [200, { ok: true }];
  },

  async restart(server, { ms = 0 }) {
    return [200, { ok: true }, () => server.restart(ms)];
  },

  async dump({ deployment }) {
    let tables;
    await deployment.host.exclusively(() => (tables = dump(deployment.database)));
    return [200, { tables }];
  },

  async load({ deployment }, { tables, unchecked, replace }) {
    let ids;
    await deployment.host.exclusively(
      () => (ids = loadDocuments(deployment.database, tables, { unchecked, replace })),
    );
    deployment.noticeChanges();
    return [200, { ids }];
  },

  async stats({ deployment, sessions }) {
    const documents = deployment.database.tables.map(({ name, documents }) => [
      name,
      documents.size,
    ]);
    return [
      200,
      {
        calls: deployment.calls,
        documents: Object.fromEntries(documents),
        sockets: sessions.size,
        generation: deployment.generation,
        refused: deployment.capacity.refused,
        writtenBytes: deployment.capacity.writtenBytes,
      },
    ];
  },
};

export async function serveControl(server, request, response, url) {
  const control = CONTROLS[url.pathname.slice("/_test/".length)];
  if (control === undefined)
    return reply(response, 404, {
      code: "NotFound",
      message: `There is no control ${url.pathname}`,
    });
  const body = request.method === "POST" ? await bodyOf(request, BYTES_MAX) : {};
  const failed = (error) => [400, { ok: false, error: error.message }];
  const [status, answer, afterwards] = await control(server, body).catch(failed);
  // The answer goes out first: the connection may be among those that are cut.
  if (afterwards !== undefined) response.once("finish", afterwards);
  reply(response, status, answer);
}
