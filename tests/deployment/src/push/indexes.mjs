// What a push does to indexes, as the CLI shows it and asks about it.

const KINDS = [
  ["indexes", "stagedDbIndexes", "database", ["fields"]],
  ["searchIndexes", "stagedSearchIndexes", "search", ["searchField", "filterFields"]],
  [
    "vectorIndexes",
    "stagedVectorIndexes",
    "vector",
    ["dimensions", "vectorField", "filterFields"],
  ],
];

function described(tableName, index, type, covers, staged) {
  return {
    name: `${tableName}.${index.indexDescriptor}`,
    type,
    ...Object.fromEntries(covers.map((key) => [key, index[key]])),
    ...(staged ? { staged } : {}),
  };
}

/** The indexes of a schema by name. */
function indexesOf(schema) {
  const found = new Map();
  for (const { tableName, ...table } of schema?.exported.tables ?? []) {
    for (const [plain, staged, type, covers] of KINDS) {
      for (const list of [plain, staged]) {
        for (const index of table[list]) {
          const one = described(tableName, index, type, covers, list === staged);
          found.set(one.name, one);
        }
      }
    }
  }
  return found;
}

/** Whether two indexes cover the same, staged or not. */
function isSame({ staged: _left, ...left }, { staged: _right, ...right }) {
  return JSON.stringify(left) === JSON.stringify(right);
}

/** `{ change, index }` for each index before or after a push. */
export function indexChanges(oldSchema, newSchema) {
  const [olds, news] = [indexesOf(oldSchema), indexesOf(newSchema)];
  const changes = [];
  for (const [name, index] of olds) {
    if (!news.has(name) || !isSame(index, news.get(name))) changes.push({ change: "dropped", index });
  }
  for (const [name, index] of news) {
    const old = olds.get(name);
    if (old === undefined || !isSame(old, index)) changes.push({ change: "added", index });
    else if (old.staged && !index.staged) changes.push({ change: "enabled", index });
    else if (!old.staged && index.staged) changes.push({ change: "disabled", index });
    else changes.push({ change: "identical", index });
  }
  return changes;
}

export function indexDiff(oldSchema, newSchema) {
  const changes = indexChanges(oldSchema, newSchema);
  const of = (wanted) =>
    changes.filter(({ change }) => change === wanted).map(({ index }) => index);
  return {
    added_indexes: of("added"),
    removed_indexes: of("dropped"),
    enabled_indexes: of("enabled"),
    disabled_indexes: of("disabled"),
  };
}
