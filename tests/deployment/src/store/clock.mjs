// Creation times: milliseconds, and never the same one twice; and the time itself, which tests set.

const systemNow = Date.now;

/** Lets `Date.now()` stand still at a time, or go on as the system's where that is null. */
export function setNow(now) {
  Date.now = now === null ? systemNow : () => now;
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
