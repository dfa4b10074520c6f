// Pushes on their way: started, checked against what is stored and against what is written
// meanwhile, and finished all at once or not at all.
import { SystemError } from "../store/errors.mjs";
import { createTables, firstViolation } from "../engine/schema.mjs";

const textOf = (components) =>
  JSON.stringify([...components].map(([path, { schema }]) => [path, schema?.exported ?? null]));

export class Pushes {
  #deployment;
  #pushes = new Map();
  #pending = null;

  constructor(deployment) {
    this.#deployment = deployment;
    deployment.host.committing = (database, table, fields) =>
      this.#written(database, table, fields);
  }

  /** Starts a push: its schemas are pending from now on, and whatever else was is overwritten. */
  async start(evaluated) {
    const schemas = textOf(evaluated.components);
    await this.#deployment.host.exclusively(() => {
      if (this.#pending?.schemas !== schemas) this.overwrite();
      this.#pending ??= {
        schemas,
        components: evaluated.components,
        state: "pending",
        failure: null,
      };
      if (this.#pending.state === "pending") this.#validate(this.#pending);
    });
    const id = String(this.#pushes.size + 1);
    this.#pushes.set(id, { evaluated, schema: this.#pending });
    // One that has failed stays known to those who wait for it, and the next push begins anew.
    if (this.#pending.state === "failed") this.#pending = null;
    return id;
  }

  #validate(pending) {
    for (const [componentPath, { schema }] of pending.components) {
      const database = this.#deployment.databaseOf(componentPath);
      createTables(database, schema);
      const violation = firstViolation(database, schema);
      if (violation !== null)
        return fail(pending, violation.error, componentPath, violation.tableName);
    }
    pending.state = "validated";
  }

  /** A write that the pending schema refuses is committed all the same; it is the push that fails. */
  #written(database, tableName, fields) {
    const pending = this.#pending;
    if (pending?.state !== "validated") return;
    const { componentPath } = database;
    const schema = pending.components.get(componentPath)?.schema ?? null;
    const reason = database.violation(schema, tableName, fields);
    if (reason === null) return;
    fail(
      pending,
      `New document in table "${tableName}" does not match the schema: ${reason}`,
      componentPath,
      tableName,
    );
  }

  overwrite() {
    if (this.#pending !== null) this.#pending.state = "overwritten";
    this.#pending = null;
  }

  #get(id) {
    const push = this.#pushes.get(id);
    if (push === undefined)
      throw new SystemError("badRequest", "PushNotFound", `there is no push ${id}`);
    return push;
  }

  status(id) {
    const { state, failure } = this.#get(id).schema;
    if (state === "failed") return { type: "failed", ...failure };
    return { type: state === "overwritten" ? "raceDetected" : "complete" };
  }

  /** Makes a push live. */
  async finish(id) {
    const { evaluated, schema } = this.#get(id);
    await this.#deployment.host.exclusively(() => {
      if (schema.state === "failed") {
        throw refused(
          "SchemaAlreadyFailed",
          `Schema has already been failed with error: ${schema.failure.error}`,
        );
      }
      if (schema.state === "overwritten")
        throw refused("SchemaAlreadyOverwritten", "Schema has already been overwritten.");
      this.#deployment.activate(evaluated.components, evaluated.sources);
      schema.state = "active";
      if (this.#pending === schema) this.#pending = null;
    });
    this.#deployment.onChange(null);
  }
}

function refused(code, message) {
  return new SystemError("badRequest", code, `Hit an error while pushing:\n${message}`);
}

function fail(pending, error, componentPath, tableName) {
  pending.state = "failed";
  pending.failure = { error, componentPath, tableName };
}
