// Which calls go wrong, and how: by rules that say it, by a schedule that a seed decides, or all of
// them while the deployment is paused.
import { randomInt } from "node:crypto";
import { random } from "../random.mjs";
import { SystemError } from "../store/errors.mjs";
import { splitPath } from "../engine/deployment.mjs";
import { KINDS } from "./kinds.mjs";

const FIRED_MAX = 10_000;
/** What a schedule draws from, unless it says so itself. */
const DRAWN = ["loseAnswer", "drop", "conflict", "overloaded", "tooManyWritesPerSecond", "reset"];

export class Faults {
  /** What a round trip takes beside the work, in milliseconds. */
  latencyMs = 0;
  #server;
  #rules = [];
  #schedule = null;
  #paused = false;
  #fired = [];
  #calls = 0;
  #underWay = 0;
  #waiting = [];

  constructor(server) {
    this.#server = server;
  }

  /** Changes what is given and leaves the rest; an empty list or null takes away. */
  arm({ rules, schedule, latencyMs, paused }) {
    if (rules !== undefined) this.#rules = rules.map(checkedRule);
    if (schedule !== undefined) this.#schedule = schedule === null ? null : drawing(schedule);
    if (latencyMs !== undefined) this.latencyMs = latencyMs;
    if (paused !== undefined) this.#paused = paused;
    return this.state;
  }

  get state() {
    return {
      rules: this.#rules,
      seed: this.#schedule?.seed ?? null,
      latencyMs: this.latencyMs,
      paused: this.#paused,
      fired: this.#fired,
    };
  }

  /** Makes a call. Gives its answer, or null where the connection was cut instead of an answer. */
  async around(call, execute, cutConnection) {
    this.#underWay += 1;
    try {
      const make = () => this.#around(call, execute, cutConnection);
      // What goes wrong is drawn in the order in which calls are let through.
      return await this.#server.gate.pass(call, make);
    } finally {
      this.#underWay -= 1;
      if (this.#underWay === 0) for (const tell of this.#waiting.splice(0)) tell();
    }
  }

  /** Over once no call is under way. */
  async idle() {
    if (this.#underWay > 0) await new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Forgets what has gone wrong so far. */
  forget() {
    this.#fired = [];
    this.#calls = 0;
  }

  async #around(call, execute, cutConnection) {
    if (this.#paused) {
      const message = "Cannot perform this operation when the backend is not running";
      throw new SystemError("badRequest", "BackendIsNotRunning", message);
    }
    this.#calls += 1;
    const rule = this.#next(call);
    if (rule === null) return execute();
    if (this.#fired.length < FIRED_MAX) {
      this.#fired.push({ kind: rule.kind, path: nameOf(call), call: this.#calls });
    }
    const cut = () => {
      cutConnection();
      return null;
    };
    return KINDS[rule.kind]({ rule, call, execute, cut, server: this.#server });
  }

  #next(call) {
    for (const rule of this.#rules) {
      if (rule.times === 0 || !matches(rule, call)) continue;
      if (rule.skip > 0) {
        rule.skip -= 1;
        continue;
      }
      rule.times -= 1;
      return rule;
    }
    const schedule = this.#schedule;
    if (schedule === null || schedule.left === 0 || !matches(schedule, call)) return null;
    const kind = schedule.draw();
    if (kind === null) return null;
    schedule.left -= 1;
    return { ...schedule.options, kind };
  }
}

const nameOf = ({ path }) => {
  const { module, name } = splitPath(path);
  return `${module}:${name}`;
};

function matches({ on = "mutation", path }, call) {
  const name = nameOf(call);
  return (on === "any" || on === call.kind) && (path === undefined || name.startsWith(path));
}

function checkedRule(rule) {
  if (!(rule.kind in KINDS)) {
    throw new Error(`there is no fault ${rule.kind}, only ${Object.keys(KINDS).join(", ")}`);
  }
  return { ...rule, skip: rule.skip ?? 0, times: rule.times ?? 1 };
}

/** A schedule ready to be drawn from: each call that matches goes wrong once in `oneIn`. */
function drawing({
  seed = randomInt(2 ** 31),
  oneIn = 10,
  kinds = DRAWN,
  most = Infinity,
  ...options
}) {
  for (const kind of kinds) checkedRule({ kind });
  const pick = random(seed);
  console.error(`faults by seed ${seed}`);
  const draw = () => (pick(oneIn) === 0 ? kinds[pick(kinds.length)] : null);
  return { ...options, seed, left: most, draw, options };
}
