// What the Convex CLI sends of an app, as code and schemas that can go live: its modules and those
// of its components, each where the definitions (`convex.config.ts`) install it.
import { load } from "../engine/load.mjs";
import { parseSchema } from "../engine/schema.mjs";
import { SystemError } from "../store/errors.mjs";

const DEPENDENCY = /\.\/_componentDeps\/([\w-]+)/g;

function refused(code, what, error) {
  const message = `Hit an error while pushing:\n${what}: Uncaught ${error.name}: ${error.message}`;
  return new SystemError("badRequest", code, message);
}

/**
 * @param request the body of `start_push`
 * @param known the sources that are live, by path, of which the CLI sends only the hash
 */
export async function evaluate(request, known) {
  const { appDefinition, componentDefinitions = [] } = request;
  const unchanged = appDefinition.unchangedModuleHashes.map(({ path, sha256 }) => {
    const source = known.get(path);
    if (source?.sha256 === sha256) return source;
    throw new SystemError(
      "badRequest",
      "ModuleNotFound",
      `Hit an error while pushing:\nthere is no module ${path} with hash ${sha256}`,
    );
  });
  const app = {
    ...appDefinition,
    functions: [...appDefinition.changedModules, ...unchanged],
    definitionPath: "",
  };
  const all = [app, ...componentDefinitions];
  const described = await definitionsOf(all);
  const code = new Map();
  for (const component of all) code.set(component.definitionPath, await codeOf(component));
  return { ...installed(described, code), sources: app.functions };
}

async function codeOf({ functions, schema, definitionPath }) {
  const what = "Loading the pushed modules encountered the following error";
  const modules = await load(functions).catch((error) => {
    throw refused("InvalidModules", what, error);
  });
  if (schema === null) return { modules, schema: null, definitionPath };
  try {
    const text = (await load([schema])).get("schema").default.export();
    return { modules, schema: parseSchema(text), definitionPath };
  } catch (error) {
    throw refused("InvalidSchema", "Failed to evaluate the schema", error);
  }
}

/** What each definition exports; those that it installs are known to it by path and name alone. */
async function definitionsOf(components) {
  const paths = components.map(({ definitionPath }) => definitionPath);
  const sources = components.flatMap(({ definition, definitionPath }, at) => {
    if (definition === null) return [];
    const encoded = Buffer.from(definitionPath).toString("base64url");
    const source = definition.source.replaceAll(DEPENDENCY, "./installed_$1.js");
    const stub = `import definition from "./definition_${at}.js";
export default { componentDefinitionPath: ${JSON.stringify(definitionPath)}, defaultName: definition.export().name };`;
    return [
      { path: `definition_${at}.js`, source },
      { path: `installed_${encoded}.js`, source: stub },
    ];
  });
  const modules = await load(sources).catch((error) => {
    throw refused("InvalidConvexConfig", "Failed to evaluate convex.config", error);
  });
  const none = {
    definitionType: { type: "app" },
    childComponents: [],
    httpMounts: {},
    exports: { type: "branch", branch: [] },
  };
  const exported = (at) => modules.get(`definition_${at}`)?.default.export() ?? none;
  return new Map(paths.map((path, at) => [path, { path, ...exported(at) }]));
}

/** The code by component path, as the definitions install it in one another. */
function installed(definitions, code) {
  const components = new Map();
  const install = (definitionPath, componentPath) => {
    components.set(componentPath, code.get(definitionPath));
    const children = definitions.get(definitionPath).childComponents.map(({ name, path }) => {
      return [name, install(path, componentPath === "" ? name : `${componentPath}/${name}`)];
    });
    return { definitionPath, componentPath, children };
  };
  return { tree: install("", ""), definitions, code, components };
}
