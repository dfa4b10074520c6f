// One deployment: the code and the schema that are live, and calls of its functions.
import { createHash, randomBytes } from "node:crypto";
import { convexToJson, jsonToConvex } from "convex/values";
import { DeveloperError, SystemError } from "../store/errors.mjs";
import { checkArguments } from "../store/values.mjs";
import { bundle } from "./bundle.mjs";
import { Capacity } from "./capacity.mjs";
import { called, kindOf, wrapped } from "./functions.mjs";
import { Host } from "./host.mjs";
import { keptModules, load } from "./load.mjs";
import { systemQuery } from "./system.mjs";
import { activate, firstViolation, parseSchema } from "./schema.mjs";

const CALLS = { query: "queryFromPath", mutation: "mutationFromPath", action: "actionFromPath" };

/** `dir/file.js:name`, `dir/file:name` or `dir/file`, as its module and the name of the export. */
export function splitPath(path) {
  const [module, name = "default"] = path.split(":");
  return { module: module.replace(/\.js$/, ""), name };
}

/** As the CLI hashes a module, to find that it needn't send it again. */
function hashOf({ source, sourceMap }) {
  return createHash("sha256")
    .update(source)
    .update(sourceMap ?? "")
    .digest("hex");
}

export class Deployment {
  #modules = new Map([["", new Map()]]);
  #live = new Map();
  #changed = new Map();
  /** Told whenever a call has committed which keys of which tables changed, and of every push. */
  onChange = () => {};
  generation = 0;
  sources = new Map();
  /** What became of each import. */
  imports = new Map();
  capacity = new Capacity();
  /** Where clients find it, once it listens. */
  url = "";
  calls = {};

  /**
   * @param adminKey the key that internal functions and pushes need
   * @param redact whether errors lose their text, as clients of a production deployment see them
   * @param limits what one transaction may use, or null
   */
  constructor({ adminKey, redact, limits }) {
    this.adminKey = adminKey;
    this.redact = redact;
    this.host = new Host({ limits });
    this.host.committed = (database, name) => this.#committed(database, name);
    this.host.wrote = (bytes) => this.capacity.wrote(bytes);
    this.host.schedulerDelay = () => this.capacity.schedulerMs;
  }

  get database() {
    return this.host.database();
  }

  get timestamp() {
    return this.host.timestamp;
  }

  /** The database of a component, made if it isn't there. */
  databaseOf(componentPath) {
    return this.host.database(componentPath) ?? this.host.setComponent(componentPath, new Map());
  }

  get componentPaths() {
    return [...this.#modules.keys()];
  }

  /**
   * Bundles and pushes a folder. Gives null, or the first document that is in its way.
   *
   * @param isKept whether the folder is never written to again, so that it needn't be bundled again
   * @param note what the log is to tell of the push
   */
  async deployFolder(folder, { isKept = false, note = null } = {}) {
    const modules = isKept ? new Map(await keptModules(folder)) : await load(await bundle(folder));
    const schema = parseSchema(modules.get("schema")?.default.export() ?? null);
    modules.delete("schema");
    const components = new Map([["", { modules, schema }]]);
    let violation = null;
    await this.host.exclusively(() => {
      violation = firstViolation(this.database, schema);
      if (violation !== null) return;
      this.activate(components, []);
      this.host.log.note({ kind: "push", note });
    });
    if (violation === null) this.onChange(null);
    return violation;
  }

  /** Forgets code, schemas and documents. */
  async reset() {
    await this.host.exclusively(() => {
      this.host.clear();
      this.#modules = new Map([["", new Map()]]);
      this.host.setComponent("", this.#modules.get(""));
    });
    this.#live = new Map();
    this.sources = new Map();
    this.calls = {};
    this.onChange(null);
  }

  /**
   * Makes code and schemas live. Between two transactions, so that nobody sees half of it.
   *
   * @param components modules and schema by component path
   * @param sources the app's modules as text, which the next push refers to
   */
  activate(components, sources) {
    for (const [componentPath, { modules, schema }] of components) {
      const database = this.databaseOf(componentPath);
      activate(database, schema);
      const functions = [...modules].map(([path, module]) => [
        path,
        wrapped(path, module, database),
      ]);
      this.#modules.set(componentPath, new Map(functions));
      this.host.setComponent(componentPath, this.#modules.get(componentPath));
    }
    this.#live = components;
    const withHash = sources.map((module) => [module.path, { ...module, sha256: hashOf(module) }]);
    this.sources = new Map(withHash);
    this.generation += 1;
  }

  /** Pushes what is live once more, as a deploy without a change does. */
  async redeploy() {
    await this.host.exclusively(() => this.activate(this.#live, [...this.sources.values()]));
    this.onChange(null);
  }

  /** The functions of the app or a component: their paths with what is known of each. */
  functions(componentPath = "") {
    const found = [];
    for (const [module, exports] of this.#modules.get(componentPath) ?? []) {
      for (const [name, exported] of Object.entries(exports)) {
        if (exported?.described) found.push({ module, name, ...exported.described });
      }
    }
    return found;
  }

  /** What a path leads to, as far as it leads to anything. */
  kindAt({ path, componentPath }) {
    const { module, name } = splitPath(path);
    return kindOf(this.#modules.get(componentPath)?.get(module)?.[name]);
  }

  #find({ kind, path, componentPath, isAdmin }) {
    const { module, name } = splitPath(path);
    const own =
      isAdmin && ["query", "any"].includes(kind) ? systemQuery(`${module}:${name}`) : null;
    if (own !== null) return { own };
    const exported = this.#modules.get(componentPath)?.get(module)?.[name];
    const open = componentPath === "" && exported?.described?.isPublic;
    const at = `${module}:${name}`;
    if (kindOf(exported) === null || !(open || isAdmin)) {
      const inside = componentPath === "" ? "" : ` in component '${componentPath}'`;
      throw new DeveloperError(
        "FunctionNotFound",
        `Could not find public function for '${at}'${inside}.`,
      );
    }
    const actual = kindOf(exported);
    if (kind !== "any" && kind !== actual) {
      const [wantedName, actualName] = [kind, actual].map(
        (word) => word[0].toUpperCase() + word.slice(1),
      );
      throw new DeveloperError(
        "WrongKind",
        `Trying to execute ${module}.js:${name} as ${wantedName}, but it is defined as ${actualName}.`,
      );
    }
    return { actual, at };
  }

  /**
   * Calls a function. Its own errors are part of the answer; the server's are thrown.
   *
   * @returns `{ value, usage, logLines, kind }` or `{ error: { message, data? }, ... }`, in encoded JSON
   */
  async call({ kind, path, args, isAdmin = false, componentPath = "" }) {
    const answer = { kind, logLines: [], usage: null };
    try {
      const { actual, at, own } = this.#find({ kind, path, componentPath, isAdmin });
      const given = jsonToConvex((Array.isArray(args) ? args[0] : args) ?? {});
      checkArguments(path, given);
      if (own !== undefined) {
        answer.value = convexToJson(await this.#ask(own, componentPath, given));
        return answer;
      }
      answer.kind = actual;
      this.calls[at] = (this.calls[at] ?? 0) + 1;
      const functionPath = { componentPath, udfPath: at };
      const run = () => this.host.test[CALLS[actual]](functionPath, given);
      const made = { path: at, args: given };
      const value = await this.capacity.around(actual, () => called(answer, made, run));
      answer.value = convexToJson(value ?? null);
    } catch (error) {
      if (error instanceof SystemError) throw error;
      answer.error = this.#failure(error);
    } finally {
      if (this.redact) answer.logLines = [];
      this.noticeChanges();
    }
    return answer;
  }

  #committed(database, name) {
    // Scheduled functions commit without a call, so it is the commit that tells.
    if (this.#changed.size === 0) setImmediate(() => this.noticeChanges());
    const path = `${database.componentPath}/${name}`;
    const touched = this.#changed.get(path) ?? [];
    touched.push(database.table(name).takeTouched());
    this.#changed.set(path, touched);
  }

  /** Tells who listens what has changed since the last time. */
  noticeChanges() {
    if (this.#changed.size === 0) return;
    const changed = this.#changed;
    this.#changed = new Map();
    this.onChange(changed);
  }

  /** Asks one of the server's own queries between two transactions. */
  async #ask(query, componentPath, args) {
    let value;
    await this.host.exclusively(() => {
      const database = this.databaseOf(componentPath);
      const functions = this.functions(componentPath);
      value = query({ database, functions, url: this.url, imports: this.imports }, args);
    });
    return value;
  }

  /** The answer of a call that failed before it ran. */
  failed(error) {
    return { kind: null, logLines: [], usage: null, error: this.#failure(error) };
  }

  #failure(error) {
    const id = randomBytes(8).toString("hex");
    const message = `[Request ID: ${id}] Server Error`;
    const isConvexError =
      typeof error === "object" && error !== null && Symbol.for("ConvexError") in error;
    const name = isConvexError ? "ConvexError" : (error?.name ?? "Error");
    return {
      message: this.redact ? message : `${message}\nUncaught ${name}: ${error?.message ?? error}`,
      ...(isConvexError ? { data: convexToJson(error.data) } : {}),
    };
  }
}
