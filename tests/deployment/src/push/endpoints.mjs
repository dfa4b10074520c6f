// What `npx convex deploy` and `npx convex dev --once` ask of a deployment.
import { checkKey, isAdmin, mustBeAdmin } from "../auth.mjs";
import { bodyOf, reply } from "../http.mjs";
import { analysisOf, checkedComponent } from "./analysis.mjs";
import { evaluate } from "./evaluate.mjs";
import { indexDiff } from "./indexes.mjs";
import { prediction } from "./prediction.mjs";

const PUSH_BYTES_MAX = 200_000_000;

const mapped = (components, value) =>
  Object.fromEntries([...components].map(([path, component]) => [path, value(path, component)]));

function schemaChange({ deployment }, { components }, pushId) {
  const diff = (path, { schema }) => indexDiff(deployment.databaseOf(path)?.schema ?? null, schema);
  return { allocatedComponentIds: {}, schemaIds: {}, indexDiffs: mapped(components, diff), pushId };
}

const ENDPOINTS = {
  get_config_hashes({ deployment }) {
    const hashes = [...deployment.sources.values()];
    const moduleHashes = hashes.map(({ path, sha256, environment }) => ({
      path,
      hash: sha256,
      environment,
    }));
    return {
      config: { functions: "convex/" },
      moduleHashes,
      nodeDependencies: [],
      udfServerVersion: null,
    };
  },

  async "deploy2/start_push"(server, request) {
    const evaluated = await evaluate(request, server.deployment.sources);
    // The difference is to what is live now, so it comes before anything is prepared.
    const change = schemaChange(server, evaluated, null);
    const pushId = await server.pushes.start(evaluated);
    return {
      environmentVariables: {},
      externalDepsId: null,
      componentDefinitionPackages: {},
      appAuth: [],
      analysis: analysisOf(evaluated, request.appDefinition.udfServerVersion),
      app: checkedComponent(evaluated.tree, evaluated.code),
      schemaChange: { ...change, pushId },
    };
  },

  async "deploy2/evaluate_push"(server, request) {
    const evaluated = await evaluate(request, server.deployment.sources);
    return { schemaChange: schemaChange(server, evaluated, null) };
  },

  async "deploy2/evaluate_schema"({ deployment }, request) {
    const { components } = await evaluate(request, deployment.sources);
    const known = new Set(deployment.componentPaths);
    const predicted = (path, { definitionPath, schema }) =>
      prediction(deployment.databaseOf(path), definitionPath, schema);
    return {
      componentSchemaEvaluations: mapped(components, predicted),
      newComponentDefinitions: [...components]
        .filter(([path]) => !known.has(path))
        .map(([, { definitionPath }]) => definitionPath),
    };
  },

  "deploy2/wait_for_schema"({ pushes }, { schemaChange }) {
    return pushes.status(schemaChange.pushId);
  },

  async "deploy2/finish_push"({ pushes }, { startPush, dryRun }) {
    const componentDiffs = {};
    if (!dryRun) {
      await pushes.finish(startPush.schemaChange.pushId);
      for (const [path, diff] of Object.entries(startPush.schemaChange.indexDiffs))
        componentDiffs[path] = componentDiff(diff);
    }
    return { authDiff: { added: [], removed: [] }, definitionDiffs: {}, componentDiffs };
  },

  "deploy2/report_push_completed"() {
    return null;
  },

  /** What the dashboard asks for a table that no schema has. */
  async delete_tables({ deployment }, { tableNames, componentId }) {
    await deployment.host.exclusively(() => {
      const database = deployment.databaseOf(componentId ?? "");
      for (const name of tableNames) database.dropTable(name);
    });
    deployment.onChange(null);
    return null;
  },

  "v1/get_canonical_urls"({ url }) {
    return { convexCloudUrl: url, convexSiteUrl: url };
  },
};

function componentDiff(diff) {
  return {
    diffType: { type: "modify" },
    moduleDiff: { added: [], removed: [] },
    udfConfigDiff: null,
    cronDiff: { added: [], updated: [], deleted: [] },
    indexDiff: diff,
    schemaDiff: null,
  };
}

/** Serves what the CLI asks; tells whether the request was one of those. */
export async function servePush(server, request, response, url) {
  const endpoint = ENDPOINTS[url.pathname.replace(/^\/api\//, "")];
  if (endpoint === undefined) return false;
  const body = request.method === "POST" ? await bodyOf(request, PUSH_BYTES_MAX) : {};
  if (body.adminKey === undefined) mustBeAdmin(isAdmin(server.deployment, request));
  else checkKey(server.deployment, body.adminKey);
  reply(response, 200, await endpoint(server, body));
  return true;
}
