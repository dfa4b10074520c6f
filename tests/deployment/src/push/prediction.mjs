// What a push would cost and give up, which the CLI asks about before it starts one.
import { getDocumentSize } from "convex/values";
import { indexChanges } from "./indexes.mjs";
import { isSubset } from "./subset.mjs";

const ANY = { type: "any" };

export function prediction(database, definitionPath, schema) {
  const active = database?.schema ?? null;
  const count = (name) => database?.table(name)?.documents.size ?? 0;
  const tables = [...(schema?.tables ?? [])].map(([name, table]) => {
    const staged =
      table.stagedDocumentType === null
        ? {}
        : { staged: stagedState(database, name, table.stagedDocumentType) };
    return {
      name,
      outcome: outcome(active, schema, name, table),
      numDocs: count(name),
      sizeBytes: bytes(database, name),
      ...staged,
    };
  });
  const indexes = indexChanges(active, schema).map(({ change, index }) => {
    const numDocs = count(index.name.split(".")[0]);
    return { ...index, change, needsBackfill: change === "added" && numDocs > 0, numDocs };
  });
  return {
    definitionPath,
    schemaValidation: schema?.schemaValidation ?? false,
    tables,
    indexes,
    discardedStagedValidators: discarded(database, active, schema),
  };
}

function bytes(database, name) {
  const documents = database?.table(name)?.documents.values() ?? [];
  return [...documents].reduce((sum, document) => sum + getDocumentSize(document), 0);
}

function outcome(active, schema, name, { documentType }) {
  if (!schema.schemaValidation) return "notValidated";
  const old = active?.schemaValidation ? active.tables.get(name) : undefined;
  if (isSubset(old?.documentType ?? ANY, documentType)) return "supersetOfEnforced";
  const staged = old?.stagedDocumentType ?? null;
  return staged !== null && isSubset(staged, documentType)
    ? "supersetOfStagedValidated"
    : "mustWalk";
}

/** How far the check of a staged validator is: here, done as soon as anybody asks. */
function stagedState(database, name, validator) {
  for (const { _id, _creationTime, ...fields } of database?.table(name)?.documents.values() ?? []) {
    const staged = {
      schemaValidation: true,
      tables: new Map([[name, { documentType: validator }]]),
    };
    const reason = database.violation(staged, name, fields);
    if (reason !== null) {
      return {
        state: "failed",
        error: `Document with ID "${_id}" in table "${name}" does not match the schema: ${reason}`,
      };
    }
  }
  return { state: "valid" };
}

/** Staged validators that a push drops without enforcing them; a failed one is no loss. */
function discarded(database, active, schema) {
  const found = [];
  for (const [tableName, { stagedDocumentType }] of active?.tables ?? []) {
    const next = schema?.tables.get(tableName);
    const kept = [next?.stagedDocumentType, next?.documentType].some(
      (validator) => JSON.stringify(validator) === JSON.stringify(stagedDocumentType),
    );
    if (stagedDocumentType === null || kept) continue;
    const state = stagedState(database, tableName, stagedDocumentType);
    const replaced = (next?.stagedDocumentType ?? null) !== null;
    if (state.state !== "failed") found.push({ tableName, state, replaced });
  }
  return found;
}
