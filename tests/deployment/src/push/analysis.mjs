// What the CLI is told of the code that it pushed, from which it writes `_generated`.
import { kindOf } from "../engine/functions.mjs";

const KINDS = { query: "Query", mutation: "Mutation", action: "Action" };

function analyzedFunction([name, exported]) {
  return {
    name,
    pos: null,
    udfType: KINDS[kindOf(exported)],
    visibility: { kind: exported.isPublic ? "public" : "internal" },
    args: exported.exportArgs(),
    returns: exported.exportReturns(),
  };
}

const functionsOf = (module) =>
  Object.entries(module).filter(([, exported]) => kindOf(exported) !== null);

function analyzedModules({ modules }) {
  const entries = [...modules].map(([path, module]) => {
    const functions = functionsOf(module).map(analyzedFunction);
    return [`${path}.js`, { functions, httpRoutes: null, cronSpecs: null, sourceMapped: null }];
  });
  return Object.fromEntries(entries);
}

export function analysisOf({ definitions, code }, serverVersion) {
  const udfConfig = {
    serverVersion,
    importPhaseRngSeed: { $bytes: "AAAA" },
    importPhaseUnixTimestamp: { $integer: "AAAAAAAAAAA=" },
  };
  const entries = [...definitions].map(([path, definition]) => {
    const { schema, ...rest } = code.get(path);
    return [
      path,
      { definition, schema: schema?.exported ?? null, functions: analyzedModules(rest), udfConfig },
    ];
  });
  return Object.fromEntries(entries);
}

/** The tree of installed components, with the functions that each lets others call. */
export function checkedComponent({ definitionPath, componentPath, children }, code) {
  const exports = {};
  for (const [path, module] of componentPath === "" ? [] : code.get(definitionPath).modules) {
    for (const [name, exported] of functionsOf(module)) {
      if (exported.isPublic)
        place(exports, [...path.split("/"), name], {
          component: componentPath,
          udfPath: `${path}.js:${name}`,
        });
    }
  }
  return {
    definitionPath,
    componentPath,
    args: {},
    childComponents: Object.fromEntries(
      children.map(([name, child]) => [name, checkedComponent(child, code)]),
    ),
    httpRoutes: { httpModuleRoutes: null, mounts: [] },
    exports,
  };
}

function place(children, [name, ...rest], path) {
  if (rest.length === 0) {
    children[name] = { type: "leaf", resource: { type: "function", path } };
    return;
  }
  children[name] ??= { type: "branch", children: {} };
  place(children[name].children, rest, path);
}
