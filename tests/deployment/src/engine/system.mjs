// The queries of the server's own that the CLI asks as the admin, by path.

const KINDS = { query: "Query", mutation: "Mutation", action: "Action" };

const QUERIES = {
  /** How many documents a table has. */
  "_system/cli/tableSize:default": ({ database }, { tableName }) =>
    database.table(tableName)?.documents.size ?? 0,

  "_system/cli/tables:default": ({ database }) => {
    const names = database.tables.map(({ name }) => name).filter((name) => !name.startsWith("_"));
    const page = names.sort().map((name) => ({ name }));
    return { page, isDone: true, continueCursor: "" };
  },

  "_system/cli/modules:apiSpec": ({ functions }) =>
    functions.map(({ module, name, kind, isPublic, args, returns }) => ({
      functionType: KINDS[kind],
      identifier: `${module}.js:${name}`,
      visibility: { kind: isPublic ? "public" : "internal" },
      args,
      returns: returns ?? { type: "any" },
    })),

  /** Imports are whole before their upload is answered, so none is ever under way. */
  "_system/cli/queryImport:list": () => [],
  "_system/cli/queryImport:default": ({ imports }, { importId }) => imports.get(importId) ?? null,

  "_system/cli/convexUrl:cloudUrl": ({ url }) => url,
  "_system/cli/queryEnvironmentVariables:default": () => [],
  "_system/cli/queryEnvironmentVariables:get": () => null,
};

export const systemQuery = (path) => QUERIES[path] ?? null;
