// What a transaction has read of an index, as disjoint intervals of keys. The server counts these,
// not calls: a document inside of a range that was scanned costs nothing more.

/** After every key. */
export const END = "\uffff";

export class Intervals {
  #lows = [];
  #highs = [];

  get count() {
    return this.#lows.length;
  }

  /** Adds the keys from `low` on and before `high`, joined to what it touches. */
  add(low, high) {
    const first = this.#firstTouching(low);
    let end = first;
    while (end < this.#lows.length && this.#lows[end] <= high) end += 1;
    if (first < end) {
      if (this.#lows[first] < low) low = this.#lows[first];
      if (this.#highs[end - 1] > high) high = this.#highs[end - 1];
    }
    if (end === first + 1) {
      this.#lows[first] = low;
      this.#highs[first] = high;
      return;
    }
    this.#lows.splice(first, end - first, low);
    this.#highs.splice(first, end - first, high);
  }

  /** Whether a key lies in one of them. */
  has(key) {
    const at = this.#firstTouching(key);
    return at < this.#lows.length && this.#lows[at] <= key && key < this.#highs[at];
  }

  #firstTouching(low) {
    let from = 0;
    let to = this.#highs.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.#highs[middle] < low) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}
