// The tables of the app or of one component. It stands where convex-test has a database of its own,
// and has the methods that convex-test calls; transactions nest, and only the outermost commits.
import { getDocumentSize, jsonToConvex } from "convex/values";
import { DeveloperError } from "./errors.mjs";
import { literal } from "./filter.mjs";
import { tableNumberOf } from "./ids.mjs";
import { paginate } from "./page.mjs";
import { results } from "./query.mjs";
import { same } from "./same.mjs";
import { Table } from "./table.mjs";
import { mismatch } from "./validator.mjs";
import { checkDocument, isObject, stripped } from "./values.mjs";

const TABLE_NAME = /^(?=.*[a-zA-Z0-9])[a-zA-Z_][a-zA-Z0-9_]{0,63}$/;

export class Database {
  #tables = new Map();
  #layers = [];
  #stashes = 0;
  #inserted = null;
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

  /** The table of an id, with what is wrong where it isn't one or not of the table that is named. */
  #resolve(wanted, id) {
    if (typeof id !== "string" || tableNumberOf(id) === null) {
      throw new DeveloperError(
        "InvalidArgument",
        `Invalid argument \`id\`: Unable to decode ID: ${JSON.stringify(id)}`,
      );
    }
    const table = this.tableOf(id);
    if (wanted !== undefined && table !== null && wanted !== table) {
      const message = `Invalid argument \`id\`: ID ${id} is of table \`${table}\`, expected one of \`${wanted}\``;
      throw new DeveloperError("InvalidArgument", message);
    }
    return table;
  }

  #find(wanted, id) {
    const name = this.#resolve(wanted, id);
    const table = name === null ? undefined : this.#tables.get(name);
    if (table === undefined) return null;
    const key = table.indexes.get("by_id").key({ _id: id });
    this.usage?.saw(name, "by_id", key, `${key}\0`);
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
    this.usage?.trackRead(getDocumentSize(document));
  }

  #write(table, id, document, size) {
    const layer = this.#layers.at(-1);
    if (layer === undefined) throw new Error(`a write outside of a transaction: ${id}`);
    if (!layer.has(table)) layer.set(table, new Map());
    layer.get(table).set(id, document);
    this.usage?.wrote(size);
  }

  #check(tableName, document) {
    if (tableName.startsWith("_")) return getDocumentSize(document);
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
    // convex-test weighs what it has just inserted, which isn't a read of the function's.
    const weighed = id === this.#inserted;
    this.#inserted = null;
    return weighed ? this.#current(this.#tables.get(this.tableOf(id)), id) : this.#find(wanted, id);
  }

  insert(tableName, value) {
    const table = this.ensureTable(tableName);
    const _id = this.host.ids.make(table.number);
    const _creationTime = this.host.clock.next();
    this.#checkSystemFields(value, { _id, _creationTime });
    const document = { ...stripped(value), _id, _creationTime };
    this.#write(tableName, _id, document, this.#check(tableName, document));
    this.#inserted = _id;
    return _id;
  }

  patch(wanted, id, value) {
    const old = this.#existing(wanted, id, "Update");
    const changes = Object.entries(this.#body(value, old)).map(([name, json]) => [
      name,
      literal(json),
    ]);
    this.#update(old, stripped({ ...old, ...Object.fromEntries(changes) }));
  }

  replace(wanted, id, value) {
    const old = this.#existing(wanted, id, "Replace");
    const { _id, _creationTime } = old;
    this.#update(old, stripped({ ...jsonToConvex(this.#body(value, old)), _id, _creationTime }));
  }

  #update(old, document) {
    // What changes nothing is no write: it isn't checked, counted or seen by anybody.
    if (same(old, document)) return;
    const tableName = this.tableOf(old._id);
    this.#write(tableName, old._id, document, this.#check(tableName, document));
  }

  delete(wanted, id) {
    this.#existing(wanted, id, "Delete");
    this.#write(this.tableOf(id), id, null, 0);
  }

  #existing(wanted, id, operation) {
    const document = this.#find(wanted, id);
    if (document === null) {
      throw new DeveloperError(
        "NonexistentDocument",
        `${operation} on nonexistent document ID ${id}`,
      );
    }
    return document;
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
    if (outer === undefined) this.#ended([]);
  }

  #put(table, id, document) {
    const indexBytes = table.put(id, document);
    this.host.wrote((document === null ? 0 : getDocumentSize(document)) + indexBytes);
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
