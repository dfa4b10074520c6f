// What a push does to indexes, as the CLI shows it and asks about it.

function described(tableName, { indexDescriptor, fields }, staged) {
  return {
    name: `${tableName}.${indexDescriptor}`,
    type: "database",
    fields,
    ...(staged ? { staged } : {}),
  };
}

/** The plain indexes of a schema by name. */
function indexesOf(schema) {
  const found = new Map();
  for (const { tableName, indexes, stagedDbIndexes } of schema?.exported.tables ?? []) {
    for (const index of indexes)
      found.set(`${tableName}.${index.indexDescriptor}`, described(tableName, index, false));
    for (const index of stagedDbIndexes ?? [])
      found.set(`${tableName}.${index.indexDescriptor}`, described(tableName, index, true));
  }
  return found;
}

/** `{ change, index }` for each index before or after a push. */
export function indexChanges(oldSchema, newSchema) {
  const [olds, news] = [indexesOf(oldSchema), indexesOf(newSchema)];
  const same = (left, right) => left.fields.join() === right.fields.join();
  const changes = [];
  for (const [name, index] of olds) {
    if (!news.has(name) || !same(index, news.get(name))) changes.push({ change: "dropped", index });
  }
  for (const [name, index] of news) {
    const old = olds.get(name);
    if (old === undefined || !same(old, index)) changes.push({ change: "added", index });
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
