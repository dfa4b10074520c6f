// One socket of the sync protocol: a set of queries kept up to date, mutations one after another,
// actions side by side.
import { checkKey } from "../auth.mjs";
import { SystemError } from "../store/errors.mjs";

const HEARTBEAT_MS = 15_000;
const ANSWERED_MAX = 10_000;
const QUEUE_MAX = 1000;
const OPEN = 1;

/** A 64-bit number as the protocol writes it. */
export function u64(number) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(number);
  return bytes.toString("base64");
}

export class Session {
  #socket;
  #context;
  #queries = new Map();
  #removed = [];
  #sent = { querySet: 0, identity: 0, ts: 0n };
  #wanted = { querySet: 0, identity: 0 };
  #isAdmin = false;
  #id = null;
  #skew = null;
  #mutations = Promise.resolve();
  #queued = 0;
  #updating = false;
  #due = false;
  #over = false;
  #heartbeat;

  /** @param context the deployment, the faults, and answers given before */
  constructor(socket, context) {
    this.#socket = socket;
    this.#context = context;
    socket.on("message", (data) => this.#travel(() => this.#received(data)));
    socket.on("close", () => this.#closed());
    socket.on("error", () => {});
    this.#heartbeat = setInterval(() => this.#send({ type: "Ping" }), HEARTBEAT_MS);
    this.#heartbeat.unref();
  }

  /** Notices what has changed (null: anything may have), and brings the queries up to date. */
  changed(tables) {
    for (const query of this.#queries.values()) {
      query.stale ||= tables === null || query.usage === null || isAffected(query, tables);
    }
    if ([...this.#queries.values()].some((query) => query.stale)) this.#schedule();
  }

  /** Cuts the connection, as a server that dies does. */
  cut() {
    this.#closed();
    this.#socket.terminate();
  }

  #closed() {
    this.#over = true;
    clearInterval(this.#heartbeat);
  }

  /** Half a round trip: what is sent first arrives first, and nothing waits for what is under way. */
  #travel(arrive) {
    const { latencyMs } = this.#context.faults;
    if (latencyMs === 0) arrive();
    else setTimeout(arrive, latencyMs / 2);
  }

  #send(message) {
    if (this.#over) return;
    const text = JSON.stringify(message);
    this.#travel(() => {
      if (this.#socket.readyState === OPEN) this.#socket.send(text);
    });
  }

  /** Ends the session for an error of the server, with the last words that it has for such a one. */
  #fail(error) {
    if (this.#over) return;
    if (!(error instanceof SystemError)) console.error(error);
    if (error.kind === "unauthenticated") {
      this.#send({
        type: "AuthError",
        error: error.message,
        baseVersion: this.#wanted.identity,
        authUpdateAttempted: true,
      });
    } else if (error.fatal) {
      this.#send({ type: "FatalError", error: error.message });
    }
    this.#closed();
    this.#travel(() =>
      this.#socket.close(...(error.close === undefined ? [] : [error.close, error.code])),
    );
  }

  #received(data) {
    if (this.#over) return;
    try {
      this.#handle(parsed(data));
    } catch (error) {
      this.#fail(error);
    }
  }

  #handle(message) {
    switch (message.type) {
      case "Connect":
        this.#id = message.sessionId;
        this.#skew = message.clientTs === undefined ? null : message.clientTs - Date.now();
        return;
      case "Authenticate":
        return this.#authenticate(message);
      case "ModifyQuerySet":
        return this.#modify(message);
      case "Mutation":
        return this.#enqueue(message);
      case "Action":
        this.#run("action", message).catch((error) => this.#fail(error));
        return;
      case "Event":
        return;
      default:
        throw new SystemError(
          "badRequest",
          "WSMessageInvalidJson",
          `Received Invalid JSON on websocket: unknown variant \`${message.type}\``,
        );
    }
  }

  #authenticate(message) {
    if (message.baseVersion !== this.#wanted.identity)
      throw stale("identity", message.baseVersion, this.#wanted.identity);
    if (message.tokenType === "Admin") checkKey(this.#context.deployment, message.value);
    this.#isAdmin = message.tokenType === "Admin";
    this.#wanted.identity += 1;
    for (const query of this.#queries.values()) query.stale = true;
    this.#schedule();
  }

  #modify(message) {
    if (message.baseVersion !== this.#wanted.querySet)
      throw stale("query set", message.baseVersion, this.#wanted.querySet);
    for (const change of message.modifications) {
      if (change.type === "Add") {
        this.#queries.set(change.queryId, { ...change, stale: true, usage: null, last: null });
      } else {
        this.#queries.delete(change.queryId);
        this.#removed.push(change.queryId);
      }
    }
    this.#wanted.querySet = message.newVersion;
    this.#schedule();
  }

  #enqueue(message) {
    if (this.#queued >= QUEUE_MAX) {
      throw new SystemError(
        "rateLimited",
        "TooManyConcurrentMutations",
        `Too many concurrent mutations. Only up to ${QUEUE_MAX} pending mutations allowed on a single websocket.`,
      );
    }
    this.#queued += 1;
    this.#mutations = this.#mutations
      // What waits when a socket closes is never run.
      .then(() => (this.#over ? undefined : this.#run("mutation", message)))
      .catch((error) => this.#fail(error))
      .finally(() => (this.#queued -= 1));
  }

  async #run(kind, message) {
    const { answered } = this.#context;
    const name = `${this.#id}:${message.requestId}`;
    const known = kind === "mutation" && this.#id !== null ? answered.get(name) : undefined;
    const response = known ?? (await this.#execute(kind, message));
    if (response === null) return;
    this.#send(response);
    // A client lets go of a result only once it has a transition past it, be it empty.
    this.#schedule();
  }

  async #execute(kind, message) {
    const { deployment, faults, answered } = this.#context;
    const { requestId, udfPath: path, args, componentPath } = message;
    const call = {
      kind,
      path,
      args,
      isAdmin: this.#isAdmin,
      componentPath: this.#isAdmin ? (componentPath ?? "") : "",
    };
    const execute = async () => {
      const answer = await deployment.call(call);
      const response = asResponse(kind, requestId, answer, deployment.timestamp);
      // Only what committed is remembered: a mutation that failed may be tried again.
      if (kind === "mutation" && response.success) {
        answered.set(`${this.#id}:${requestId}`, response);
        // The oldest: the server forgets after two weeks.
        if (answered.size > ANSWERED_MAX) answered.delete(answered.keys().next().value);
      }
      return answer;
    };
    const answer = await faults.around(call, execute, () => this.cut());
    return answer === null ? null : asResponse(kind, requestId, answer, deployment.timestamp);
  }

  #schedule() {
    this.#due = true;
    if (this.#updating) return;
    this.#updating = true;
    this.#update()
      .catch((error) => this.#fail(error))
      .finally(() => {
        this.#updating = false;
        // Whoever asked after the last look would wait for ever.
        if (this.#due && !this.#over) this.#schedule();
      });
  }

  async #update() {
    while (this.#due && !this.#over) {
      this.#due = false;
      const end = { ...this.#wanted, ts: this.#context.deployment.timestamp };
      const modifications = this.#removed
        .splice(0)
        .map((queryId) => ({ type: "QueryRemoved", queryId }));
      for (const query of [...this.#queries.values()].filter((query) => query.stale)) {
        const modification = await this.#refresh(query);
        if (modification !== null) modifications.push(modification);
      }
      if (this.#over) return;
      this.#send({
        type: "Transition",
        startVersion: version(this.#sent),
        endVersion: version(end),
        modifications,
        clientClockSkew: this.#skew,
        serverTs: Date.now() * 1_000_000,
      });
      this.#sent = end;
    }
  }

  async #refresh(query) {
    query.stale = false;
    const { queryId, udfPath: path, args, componentPath } = query;
    const call = {
      kind: "query",
      path,
      args,
      isAdmin: this.#isAdmin,
      componentPath: this.#isAdmin ? (componentPath ?? "") : "",
    };
    const answer = await this.#context.faults.around(
      call,
      () => this.#context.deployment.call(call),
      () => this.cut(),
    );
    if (answer === null || this.#queries.get(queryId) !== query) return null;
    query.usage = answer.usage ?? null;
    const { value, error } = answer;
    // An error's text has an id of its own each time; what it says may be the same.
    const content = JSON.stringify(
      error === undefined
        ? { value }
        : { error: error.data ?? error.message.replace(/^\[.*?\]/, "") },
    );
    if (content === query.last) return null;
    query.last = content;
    const rest = { queryId, logLines: answer.logLines, journal: null };
    if (error === undefined) return { type: "QueryUpdated", value, ...rest };
    return { type: "QueryFailed", errorMessage: error.message, ...errorData(error), ...rest };
  }
}

/** Whether a query of the app has read a key that has changed: those of its tables, by path. */
function isAffected({ usage }, tables) {
  return [...tables].some(
    ([path, changes]) =>
      path.startsWith("/") && changes.some((touched) => usage.dependsOn(path.slice(1), touched)),
  );
}

function parsed(data) {
  try {
    return JSON.parse(data.toString());
  } catch (error) {
    throw new SystemError(
      "badRequest",
      "WSMessageInvalidJson",
      `Received Invalid JSON on websocket: ${error.message}`,
    );
  }
}

function stale(what, base, actual) {
  return new SystemError(
    "badRequest",
    "BadBaseVersion",
    `Base version ${base} passed up doesn't match the current ${what} version ${actual}`,
  );
}

const version = ({ querySet, identity, ts }) => ({ querySet, identity, ts: u64(ts) });
const errorData = ({ data }) => (data === undefined ? {} : { errorData: data });

function asResponse(kind, requestId, { value, error, logLines }, timestamp) {
  const type = kind === "mutation" ? "MutationResponse" : "ActionResponse";
  if (error !== undefined) {
    return {
      type,
      requestId,
      success: false,
      result: error.message,
      ...errorData(error),
      logLines,
    };
  }
  const ts = kind === "mutation" ? { ts: u64(timestamp) } : {};
  return { type, requestId, success: true, result: value, ...ts, logLines };
}
