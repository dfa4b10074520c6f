// Creation times: milliseconds, and never the same one twice; and the time itself, which tests set.

const systemNow = Date.now;
/** What the time is derived from: `now` since `since`, at `rate` times the speed; or null. */
let set = null;

Date.now = () => {
  if (set === null) return systemNow();
  return Math.floor(set.now + (systemNow() - set.since) * set.rate);
};

/**
 * Lets `Date.now()` stand still at a time, go on from there at a rate, or be the system's where that
 * is null. `ahead` moves whatever it is by so many milliseconds.
 */
export function setNow({ now, rate, ahead = 0 }) {
  if (now === null) {
    set = null;
  } else if (now !== undefined || ahead !== 0 || rate !== undefined) {
    const running = set?.rate ?? 1;
    const standing = now === undefined ? running : 0;
    set = { now: (now ?? Date.now()) + ahead, since: systemNow(), rate: rate ?? standing };
  }
}

const bits = new DataView(new ArrayBuffer(8));

function nextUp(number) {
  bits.setFloat64(0, number);
  bits.setBigUint64(0, bits.getBigUint64(0) + 1n);
  return bits.getFloat64(0);
}

export class CreationClock {
  #last = 0;

  next() {
    this.#last = Math.max(Date.now(), nextUp(this.#last));
    return this.#last;
  }

  /** Stays ahead of a time that came from elsewhere. */
  observe(time) {
    if (time > this.#last) this.#last = time;
  }
}
