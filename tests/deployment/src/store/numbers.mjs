// Which table a number stands for. Numbers are given out in the order in which tables appear, over
// the app and its components, so that a number alone tells the table.

const FIRST = 10_001;
/** Those that applications see of the server's own tables. */
const SYSTEM = { _scheduled_functions: 539, _storage: 540 };

export class TableNumbers {
  #names = new Map();
  #next = FIRST;

  /** A number for a new table, or the one that it is to have. */
  assign(component, table, wanted = null) {
    if (wanted !== null && this.#names.has(wanted)) {
      throw new Error(`table number ${wanted} belongs to ${this.#names.get(wanted).table}`);
    }
    const number = wanted ?? SYSTEM[table] ?? this.#free();
    this.#names.set(number, { component, table });
    return number;
  }

  #free() {
    while (this.#names.has(this.#next)) this.#next += 1;
    return this.#next;
  }

  /** Takes back a number, as a transaction does that created a table and failed. */
  release(number) {
    this.#names.delete(number);
  }

  nameOf(number) {
    return this.#names.get(number)?.table ?? null;
  }
}
