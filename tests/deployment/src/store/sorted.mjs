// A sorted list of strings with a value each, in chunks: adding in the middle of a million entries
// moves a few hundred of them.

const CHUNK_MAX = 512;

function firstAtLeast(keys, key) {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keys[middle] < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

export class SortedList {
  #chunks = [];
  #lasts = [];
  size = 0;

  /** Adds an entry, whose key isn't in the list yet. */
  add(key, value) {
    this.size += 1;
    if (this.#chunks.length === 0) {
      this.#chunks.push({ keys: [key], values: [value] });
      this.#lasts.push(key);
      return;
    }
    const at = Math.min(firstAtLeast(this.#lasts, key), this.#chunks.length - 1);
    const chunk = this.#chunks[at];
    const place = firstAtLeast(chunk.keys, key);
    chunk.keys.splice(place, 0, key);
    chunk.values.splice(place, 0, value);
    if (chunk.keys.length > CHUNK_MAX) this.#split(at);
    else this.#lasts[at] = chunk.keys[chunk.keys.length - 1];
  }

  #split(at) {
    const { keys, values } = this.#chunks[at];
    // What arrives in order leaves full chunks behind.
    const half = at === this.#chunks.length - 1 ? keys.length - 1 : keys.length >> 1;
    const rest = { keys: keys.splice(half), values: values.splice(half) };
    this.#chunks.splice(at + 1, 0, rest);
    this.#lasts.splice(at, 1, keys[keys.length - 1], rest.keys[rest.keys.length - 1]);
  }

  delete(key) {
    const at = firstAtLeast(this.#lasts, key);
    const chunk = this.#chunks[at];
    const place = chunk === undefined ? -1 : firstAtLeast(chunk.keys, key);
    if (place < 0 || chunk.keys[place] !== key) return false;
    this.size -= 1;
    chunk.keys.splice(place, 1);
    chunk.values.splice(place, 1);
    if (chunk.keys.length === 0) {
      this.#chunks.splice(at, 1);
      this.#lasts.splice(at, 1);
    } else {
      this.#lasts[at] = chunk.keys[chunk.keys.length - 1];
    }
    return true;
  }

  /** The entries from `low` on and before `high`, either of which may be null for no bound. */
  *range(low, high, descending = false) {
    if (this.#chunks.length === 0) return;
    if (descending) yield* this.#backwards(low, high);
    else yield* this.#forwards(low, high);
  }

  *#forwards(low, high) {
    let at = low === null ? 0 : firstAtLeast(this.#lasts, low);
    let place =
      low === null || at >= this.#chunks.length ? 0 : firstAtLeast(this.#chunks[at].keys, low);
    for (; at < this.#chunks.length; at += 1, place = 0) {
      const { keys, values } = this.#chunks[at];
      for (; place < keys.length; place += 1) {
        if (high !== null && keys[place] >= high) return;
        yield [keys[place], values[place]];
      }
    }
  }

  *#backwards(low, high) {
    let at = high === null ? this.#chunks.length : firstAtLeast(this.#lasts, high);
    let place = -1;
    if (at < this.#chunks.length) place = firstAtLeast(this.#chunks[at].keys, high) - 1;
    for (; at >= 0; at -= 1) {
      if (at < this.#chunks.length) {
        const { keys, values } = this.#chunks[at];
        for (; place >= 0; place -= 1) {
          if (low !== null && keys[place] < low) return;
          yield [keys[place], values[place]];
        }
      }
      if (at > 0) place = this.#chunks[at - 1].keys.length - 1;
    }
  }
}
