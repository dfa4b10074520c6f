// In which order calls come that are made at the same time: a seed says it, and not the machine.
import { createHash } from "node:crypto";

/** How many calls are waited for, and for how long at most nothing more comes. */
const QUORUM = 2;
const QUIET_MS = 2;
/** A call that takes longer may be waiting for another one, so the next one isn't held for it. */
const PATIENCE_MS = 100;

/** The same call as the same text, whatever the order of its arguments' fields. */
function nameOf({ kind, path, args }) {
  const sorted = (_key, value) =>
    value !== null && typeof value === "object" && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => compared(a, b)))
      : value;
  return JSON.stringify([kind, path, args ?? null], sorted);
}

const compared = (a, b) => (a === b ? 0 : a < b ? -1 : 1);

/**
 * Holds calls until as many have come as are waited for, or until nothing more comes; then lets them
 * through one at a time, in an order that the seed and the calls themselves decide.
 */
export class Gate {
  #seed = null;
  #quorum = QUORUM;
  #quietMs = QUIET_MS;
  #patienceMs = PATIENCE_MS;
  #held = [];
  #quiet = null;
  #isOpening = false;
  #kept = 0;
  #turned = 0;

  /** Closes the gate by a seed; `seed: null` takes it away, and without one nothing changes. */
  arm({ seed, quorum = QUORUM, quietMs = QUIET_MS, patienceMs = PATIENCE_MS }) {
    if (seed !== undefined) {
      this.#seed = seed;
      this.#quorum = quorum;
      this.#quietMs = quietMs;
      this.#patienceMs = patienceMs;
      this.#kept = 0;
      this.#turned = 0;
      this.#open();
    }
    return this.state;
  }

  /** How often calls that came together went on in the order in which they came, or in another. */
  get state() {
    return { seed: this.#seed, held: this.#held.length, kept: this.#kept, turned: this.#turned };
  }

  /** Makes a call once its turn has come. */
  async pass(call, make) {
    if (this.#seed === null) return make();
    const over = await this.#turn(call);
    try {
      return await make();
    } finally {
      over();
    }
  }

  /** Waits for a call's turn, and gives what says that it is over. */
  #turn(call) {
    const digest = createHash("sha256")
      .update(`${this.#seed} ${nameOf(call)}`)
      .digest("hex");
    return new Promise((resolve) => {
      this.#held.push({ digest, resolve });
      clearTimeout(this.#quiet);
      if (this.#held.length >= this.#quorum) this.#open();
      else this.#quiet = setTimeout(() => this.#open(), this.#quietMs);
    });
  }

  /** Lets everything through that is held by now; what comes meanwhile is held until that is over. */
  async #open() {
    clearTimeout(this.#quiet);
    if (this.#isOpening || this.#held.length === 0) return;
    this.#isOpening = true;
    const round = this.#held.splice(0);
    const inOrder = [...round].sort((a, b) => compared(a.digest, b.digest));
    if (round.length > 1) {
      if (inOrder.every((one, at) => one === round[at])) this.#kept += 1;
      else this.#turned += 1;
    }
    for (const { resolve } of inOrder) {
      await new Promise((next) => {
        const tired = setTimeout(next, this.#patienceMs);
        resolve(() => {
          clearTimeout(tired);
          next();
        });
      });
    }
    this.#isOpening = false;
    if (this.#held.length >= this.#quorum || this.#seed === null) this.#open();
    else if (this.#held.length > 0) this.#quiet = setTimeout(() => this.#open(), this.#quietMs);
  }
}
