// The committed documents of one table and its indexes.
import { keyOf } from "./order.mjs";
import { SortedList } from "./sorted.mjs";
import { isObject } from "./values.mjs";

/** The value at a dotted path, which leads through objects only. */
export function at(document, path) {
  let value = document;
  for (const name of path.split(".")) {
    const isThere = isObject(value) && Object.hasOwn(value, name);
    value = isThere ? value[name] : undefined;
  }
  return value;
}

export class Index {
  list = new SortedList();

  /** @param fields all fields of the key, in order, to the one that makes it unique */
  constructor(fields) {
    this.fields = fields;
  }

  key(document) {
    let key = "";
    for (const field of this.fields) key += keyOf(at(document, field));
    return key;
  }
}

const BUILT_IN = { by_id: ["_id"], by_creation_time: ["_creationTime", "_id"] };

export class Table {
  #touched = new Map();
  documents = new Map();
  indexes = new Map(Object.entries(BUILT_IN).map(([name, fields]) => [name, new Index(fields)]));

  /** @param number what the ids of its documents begin with */
  constructor(name, number) {
    this.name = name;
    this.number = number;
  }

  /**
   * Makes a document what is committed under its id; null deletes it. Gives the bytes of the index
   * entries that this writes or takes away.
   */
  put(id, document) {
    const old = this.documents.get(id) ?? null;
    let bytes = 0;
    for (const [name, index] of this.indexes) {
      const oldKey = old === null ? null : index.key(old);
      const newKey = document === null ? null : index.key(document);
      this.#touch(name, oldKey);
      if (oldKey === newKey) continue;
      this.#touch(name, newKey);
      if (oldKey !== null) index.list.delete(oldKey);
      if (newKey !== null) index.list.add(newKey, id);
      bytes += (oldKey?.length ?? 0) + (newKey?.length ?? 0);
    }
    if (document === null) this.documents.delete(id);
    else this.documents.set(id, document);
    return bytes;
  }

  #touch(index, key) {
    if (key === null) return;
    const keys = this.#touched.get(index);
    if (keys === undefined) this.#touched.set(index, [key]);
    else keys.push(key);
  }

  /** The keys by index whose documents have changed, come or gone since this was last asked. */
  takeTouched() {
    const touched = this.#touched;
    this.#touched = new Map();
    return touched;
  }

  /** Has exactly these indexes from now on, beside the two that every table has. */
  setIndexes(declared) {
    const wanted = new Map(Object.entries(BUILT_IN));
    for (const { indexDescriptor, fields } of declared) {
      wanted.set(indexDescriptor, [...fields, "_creationTime", "_id"]);
    }
    for (const name of [...this.indexes.keys()]) if (!wanted.has(name)) this.indexes.delete(name);
    for (const [name, fields] of wanted) {
      const same = this.indexes.get(name)?.fields.join() === fields.join();
      if (!same) this.indexes.set(name, this.#filled(new Index(fields)));
    }
  }

  #filled(index) {
    const entries = [...this.documents].map(([id, document]) => [index.key(document), id]);
    entries.sort(([left], [right]) => (left < right ? -1 : 1));
    for (const [key, id] of entries) index.list.add(key, id);
    return index;
  }
}
