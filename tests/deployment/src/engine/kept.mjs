// A schema as the server keeps it. What has no order there (tables, fields, indexes, filter fields)
// is sorted here, so that two schemas are the same where their texts are.

const byName = (left, right) => (left < right ? -1 : Number(left > right));

const sortedBy = (name, list) => list.toSorted((left, right) => byName(left[name], right[name]));

/** What is said last under a name counts. */
const lastOf = (name, list) => [...new Map(list.map((one) => [one[name], one])).values()];

/** Dots at either end of a path are ignored. */
const keptPath = (path) => path.replace(/^\.+|\.+$/g, "");

const keptFilters = (paths) => [...new Set(paths.map(keptPath))].sort(byName);

function keptIndex({ indexDescriptor, ...index }) {
  if (index.fields !== undefined) return { indexDescriptor, fields: index.fields.map(keptPath) };
  const filterFields = keptFilters(index.filterFields);
  if (index.searchField !== undefined)
    return { indexDescriptor, searchField: keptPath(index.searchField), filterFields };
  return {
    indexDescriptor,
    vectorField: keptPath(index.vectorField),
    // The second is an older spelling.
    dimensions: index.dimensions ?? index.dimension,
    filterFields,
  };
}

const keptIndexes = (indexes) => sortedBy("indexDescriptor", (indexes ?? []).map(keptIndex));

/** Fields are sorted at every depth; members of a union stay in their order. */
export function keptValidator(validator) {
  switch (validator.type) {
    case "array":
      return { type: "array", value: keptValidator(validator.value) };
    case "record":
      return {
        type: "record",
        keys: keptValidator(validator.keys),
        values: keptField(validator.values),
      };
    case "object":
      return { type: "object", value: keptFields(Object.entries(validator.value)) };
    case "union":
      return { type: "union", value: validator.value.map(keptValidator) };
    case "id":
      return { type: "id", tableName: validator.tableName };
    case "literal":
      return { type: "literal", value: validator.value };
    // From before Convex dropped them.
    case "map":
    case "set":
      return { type: "any" };
    default:
      return { type: validator.type };
  }
}

const keptField = ({ fieldType, optional }) => ({ fieldType: keptValidator(fieldType), optional });

function keptFields(entries) {
  const sorted = entries.toSorted(([left], [right]) => byName(left, right));
  return Object.fromEntries(sorted.map(([name, field]) => [name, keptField(field)]));
}

/** A union of one object is that object, and fields that every document has aren't kept. */
export function keptDocument(validator) {
  if (validator.type === "union") {
    const members = validator.value.map(keptDocument);
    return members.length === 1 ? members[0] : { type: "union", value: members };
  }
  if (validator.type !== "object") return keptValidator(validator);
  const fields = Object.entries(validator.value).filter(([name]) => !name.startsWith("_"));
  return { type: "object", value: keptFields(fields) };
}

function keptTable(table) {
  return {
    tableName: table.tableName,
    indexes: keptIndexes(table.indexes),
    stagedDbIndexes: keptIndexes(table.stagedDbIndexes),
    searchIndexes: keptIndexes(table.searchIndexes),
    stagedSearchIndexes: keptIndexes(table.stagedSearchIndexes),
    vectorIndexes: keptIndexes(table.vectorIndexes),
    stagedVectorIndexes: keptIndexes(table.stagedVectorIndexes),
    documentType: keptDocument(table.documentType ?? { type: "any" }),
    ...(table.stagedDocumentType == null
      ? {}
      : { stagedDocumentType: keptDocument(table.stagedDocumentType) }),
  };
}

/** What `schema.export()` gives, as the server keeps it. */
export function keptSchema({ tables, schemaValidation }) {
  const sorted = sortedBy("tableName", lastOf("tableName", tables)).map(keptTable);
  return { tables: sorted, schemaValidation: schemaValidation === true };
}
