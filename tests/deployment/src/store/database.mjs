// The tables of the app or of one component. It stands where convex-test has a database of its own,
// and has the methods that convex-test calls; transactions nest, and only the outermost commits.
import { jsonToConvex } from "convex/values";
import { change } from "../engine/log.mjs";
import { DeveloperError, SystemError } from "./errors.mjs";
import { literal } from "./filter.mjs";
import { tableNumberOf } from "./ids.mjs";
import { keyOf } from "./order.mjs";
import { paginate } from "./page.mjs";
import { results } from "./query.mjs";
import { same } from "./same.mjs";
import { Table } from "./table.mjs";
import { mismatch } from "./validator.mjs";
import { checkDocument, isObject, stripped } from "./values.mjs";
import { sizeOf } from "./weighed.mjs";

const TABLE_NAME = /^(?=.*[a-zA-Z0-9])[a-zA-Z_][a-zA-Z0-9_]{0,63}$/;

export class Database {
  #tables = new Map();
  #layers = [];
  #stashes = 0;
  #created = [];
  #queries = new Map();
  #nextQuery = 1;
  #files = new Map();
  schema = null;

  /** @param host what databases share: table numbers, ids, the clock and the usage of the moment */
  constructor(host, componentPath) {
    this.host = host;
    this.componentPath = componentPath;
    this.tableOf = (id) => {
      const number = tableNumberOf(id);
      return number === null ? null : host.numbers.nameOf(number);
    };
  }

  get usage() {
    return this.host.usage();
  }

  table(name) {
    return this.#tables.get(name);
  }

  get tables() {
    return [...this.#tables.values()];
  }

  /** The table of that name, made if it isn't there. */
  ensureTable(name, number = null) {
    let table = this.#tables.get(name);
    if (table === undefined) {
      if (!TABLE_NAME.test(name)) {
        throw new DeveloperError("InvalidTableName", `Invalid table name ${JSON.stringify(name)}`);
      }
      table = new Table(name, this.host.numbers.assign(this.componentPath, name, number));
      this.#tables.set(name, table);
      if (this.#layers.length > 0) this.#created.push(name);
    }
    return table;
  }

  /** Takes a table away with its documents. */
  dropTable(name) {
    if (this.schema?.tables.has(name)) {
      const message = `Cannot delete table "${name}" because it is part of the schema`;
      throw new SystemError("badRequest", "TableInSchema", message);
    }
    const table = this.#tables.get(name);
    if (table === undefined) return;
    this.host.numbers.release(table.number);
    this.#tables.delete(name);
  }

  /** The table of an id, or null; throws where it isn't one, or is of another table than named. */
  #locate(wanted, id) {
    const named = wanted === undefined ? undefined : this.#tables.get(wanted);
    // Most ids are of a document that is there, and needn't be taken apart.
    if (named?.documents.has(id)) return named;
    if (tableNumberOf(id) === null) {
      const message = `Invalid argument \`id\`: Unable to decode ID: ${JSON.stringify(id)}`;
      throw new DeveloperError("InvalidArgument", message);
    }
    const name = this.tableOf(id);
    if (wanted !== undefined && name !== null && wanted !== name) {
      const message = `Invalid argument \`id\`: ID ${id} is of table \`${name}\`, expected one of \`${wanted}\``;
      throw new DeveloperError("InvalidArgument", message);
    }
    return this.#tables.get(name) ?? null;
  }

  #find(wanted, id) {
    const table = this.#locate(wanted, id);
    if (table === null) return null;
    const key = keyOf(id);
    this.usage?.saw(table.name, "by_id", key, `${key}\0`);
    return this.#current(table, id);
  }

  #current(table, id) {
    for (let level = this.#layers.length - 1; level >= 0; level -= 1) {
      const written = this.#layers[level].get(table.name)?.get(id);
      if (written !== undefined) return written;
    }
    return table.documents.get(id) ?? null;
  }

  /** What this transaction has written to a table, the newest layer last and so in force. */
  pending(tableName) {
    const merged = new Map();
    for (const layer of this.#layers) {
      for (const [id, document] of layer.get(tableName) ?? []) merged.set(id, document);
    }
    return merged;
  }

  passedOver(document) {
    this.usage?.trackRead(sizeOf(document));
  }

  #write(table, id, document, size) {
    const layer = this.#layers.at(-1);
    if (layer === undefined) throw new Error(`a write outside of a transaction: ${id}`);
    if (!layer.has(table)) layer.set(table, new Map());
    layer.get(table).set(id, document);
    this.usage?.wrote(size);
  }

  #check(tableName, document) {
    if (tableName.startsWith("_")) return sizeOf(document);
    const { _id, _creationTime, ...fields } = document;
    const size = checkDocument(document);
    const reason = this.violation(this.schema, tableName, fields);
    if (reason !== null) {
      throw new DeveloperError(
        "SchemaEnforcementError",
        `Failed to insert or update a document in table "${tableName}" because it does not match the schema: ${reason}`,
      );
    }
    return size;
  }

  /** Why the fields of a document don't match a schema, or null. */
  violation(schema, tableName, fields) {
    const validator = schema?.schemaValidation
      ? schema.tables.get(tableName)?.documentType
      : undefined;
    return validator === undefined ? null : mismatch(validator, fields, this.tableOf);
  }

  // The rest has the names that convex-test calls.

  get(wanted, id) {
    return this.#find(wanted, id);
  }

  insert(tableName, value) {
    const table = this.ensureTable(tableName);
    const _id = this.host.ids.make(table.number);
    const _creationTime = this.host.clock.next();
    this.#checkSystemFields(value, { _id, _creationTime });
    const document = { ...stripped(value), _id, _creationTime };
    this.#write(tableName, _id, document, this.#check(tableName, document));
    return _id;
  }

  patch(wanted, id, value) {
    const { table, document } = this.#existing(wanted, id, "Update");
    const changes = Object.entries(this.#body(value, document)).map(([name, json]) => {
      return [name, literal(json)];
    });
    this.#update(table, document, stripped({ ...document, ...Object.fromEntries(changes) }));
  }

  replace(wanted, id, value) {
    const { table, document } = this.#existing(wanted, id, "Replace");
    const { _id, _creationTime } = document;
    const fields = jsonToConvex(this.#body(value, document));
    this.#update(table, document, stripped({ ...fields, _id, _creationTime }));
  }

  #update(table, old, document) {
    // What changes nothing is no write: it isn't checked, counted or seen by anybody.
    if (same(old, document)) return;
    this.#write(table.name, old._id, document, this.#check(table.name, document));
  }

  delete(wanted, id) {
    const { table } = this.#existing(wanted, id, "Delete");
    this.#write(table.name, id, null, 0);
  }

  #existing(wanted, id, operation) {
    const document = this.#find(wanted, id);
    if (document === null) {
      throw new DeveloperError(
        "NonexistentDocument",
        `${operation} on nonexistent document ID ${id}`,
      );
    }
    return { table: this.#locate(wanted, id), document };
  }

  #body(value, old) {
    if (!isObject(value))
      throw new DeveloperError("InvalidDocumentError", "Documents must be objects");
    this.#checkSystemFields(value, old);
    return value;
  }

  #checkSystemFields(value, { _id, _creationTime }) {
    if (value._id !== undefined && value._id !== _id) {
      const message = `Provided document ID "${_id}" doesn't match '_id' field ${JSON.stringify(value._id)}`;
      throw new DeveloperError("InvalidIdError", message);
    }
    if (value._creationTime !== undefined && value._creationTime !== _creationTime) {
      const message = `Provided creation time ${_creationTime} doesn't match '_creationTime' field ${value._creationTime}`;
      throw new DeveloperError("InvalidCreationTimeError", message);
    }
  }

  startTransaction() {
    this.#layers.push(new Map());
  }

  /** @param commitTs null for a nested transaction */
  commit() {
    const layer = this.#layers.pop();
    // A component that was installed while a transaction ran has no part in it.
    if (layer === undefined) return;
    const outer = this.#layers.at(-1);
    const changes = outer === undefined && this.host.log.isKept ? this.#changes(layer) : [];
    for (const [tableName, documents] of layer) {
      if (outer === undefined) {
        const table = this.#tables.get(tableName);
        for (const [id, document] of documents) this.#put(table, id, document);
        this.host.committed(this, tableName);
      } else if (outer.has(tableName)) {
        for (const [id, document] of documents) outer.get(tableName).set(id, document);
      } else {
        outer.set(tableName, documents);
      }
    }
    if (outer === undefined) {
      if (changes.length > 0) this.host.changed(changes);
      this.#ended([]);
    }
  }

  /** What the documents of a layer were before it, and what it makes of them. */
  #changes(layer) {
    return [...layer].flatMap(([tableName, documents]) => {
      const stored = this.#tables.get(tableName).documents;
      const all = [...documents].map(([id, after]) => [id, stored.get(id) ?? null, after]);
      const real = all.filter(([, before, after]) => before !== after);
      return real.map(([id, before, after]) => change(tableName, id, before, after));
    });
  }

  /** Forgets every table and the schema. */
  clear() {
    this.#tables.clear();
    this.#created = [];
    this.#files.clear();
    this.schema = null;
  }

  #put(table, id, document) {
    const indexBytes = table.put(id, document);
    this.host.wrote((document === null ? 0 : sizeOf(document)) + indexBytes);
    if (document === null) return;
    const { _id, _creationTime, ...fields } = document;
    this.host.committing(this, table.name, fields);
  }

  rollbackWrites() {
    this.#layers.pop();
    if (this.#layers.length === 0) this.#ended(this.#created);
  }

  #ended(undone) {
    if (this.#stashes > 0) return;
    for (const name of undone) {
      this.host.numbers.release(this.#tables.get(name).number);
      this.#tables.delete(name);
    }
    this.#created = [];
    this.#queries.clear();
  }

  /** Hides what isn't committed from a query inside of this transaction, which goes on afterwards. */
  stashWrites() {
    this.#stashes += 1;
    const layers = this.#layers;
    this.#layers = [];
    return layers;
  }

  restoreWrites(layers) {
    this.#stashes -= 1;
    this.#layers = layers;
  }

  startQuery(query) {
    const id = this.#nextQuery;
    this.#nextQuery += 1;
    this.#queries.set(id, results(this, query));
    return id;
  }

  queryNext(id) {
    const query = this.#queries.get(id);
    if (query === undefined) throw new Error(`there is no query ${id}`);
    const { value, done } = query.next();
    return done ? { value: null, done: true } : { value, done: false };
  }

  paginate(request) {
    return paginate(this, request);
  }

  vectorSearch() {
    throw new Error("the test deployment has no vector search");
  }

  storeFile(id, blob) {
    this.#files.set(id, blob);
  }

  getFile(id) {
    return this.#files.get(id) ?? null;
  }
}
