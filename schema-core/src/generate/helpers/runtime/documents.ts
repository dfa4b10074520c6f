//# WriteCtx: GenericDatabaseWriter
/** What writing needs of a mutation's `ctx`. */
type WriteCtx = { db: GenericDatabaseWriter<any> };

//# ReadCtx: GenericDatabaseReader
/** What telling ids of several tables apart needs of a query's or mutation's `ctx`. */
type ReadCtx = { db: GenericDatabaseReader<any> };

//# Stored: IdField SystemFields
/** A document as it is stored: its fields beside the system fields. */
type Stored<TableName extends string, Fields> = Fields &
  IdField<TableName> &
  SystemFields;

//# Fields:
/** An object of which only run time knows more. */
type Fields = { [field: string]: any };

//# IsId:
/** Whether a string is an id of a table. */
type IsId = (tableName: string, id: string) => boolean;

//# Version: GenericValidator Carry
/** A version of a table. */
type Version = {
  number: number;
  /** What a document may be, without its system fields. */
  document: GenericValidator;
  /**
   * Carries a document of the version before. Absent where only a run can,
   * because the transition reads or writes other documents.
   */
  carry?: Carry;
  /** Fields that mean something else than before under the same type. */
  reinterpreted?: string[];
};

//# Table: Version
/** A table that has more than one version. */
type Table = {
  name: string;
  /** Oldest first. */
  versions: Version[];
  /** The field that holds the version, and the first version that has it. */
  marker?: { field: string; since: number };
};

//# Found: Version Fields
/** A document of an older version, maybe with newer fields beside it. */
type Found = {
  version: Version;
  /** The fields without the newer ones. */
  fields: Fields;
  /** The newer ones, each with the version after which it is put back. */
  aside: { field: string; value: unknown; version: Version }[];
};

//# upgrade: Table Fields IsId carry newest failure
/** Gives a document at its table's newest version; a current one as it is. */
function upgrade(table: Table, doc: Fields, fill: any, isId: IsId): Fields {
  const { version, doc: upgraded } = carry(table, doc, fill, isId);
  if (version !== newest(table)) {
    throw failure(table, doc["_id"], "needs_run", [
      `is of ${table.name}@${version.number}, and the next transition reads or`,
      "writes other documents: only a run can carry it",
    ]);
  }
  return upgraded;
}

//# read: Table Fields IsId carry
/** Gives a document at the latest version that needs no run to get to. */
function read(table: Table, doc: Fields, fill: any, isId: IsId): any {
  const { version, doc: upgraded } = carry(table, doc, fill, isId);
  return { version: version.number, doc: upgraded };
}

//# isCurrent: Table Fields IsId newest own accepts present
/** Whether a document is of its table's newest version. */
function isCurrent(table: Table, doc: Fields, isId: IsId): boolean {
  const { _id, _creationTime, ...fields } = doc;
  const { document, number } = newest(table);
  const { marker } = table;
  const isMarked =
    marker === undefined || Object.is(own(fields, marker.field), number);
  return isMarked && accepts(document, present(fields), isId);
}

//# insert: WriteCtx Table Fields IsId asNewest
/** Inserts a document of the newest version, and nothing else. */
async function insert(
  ctx: WriteCtx,
  table: Table,
  fields: Fields,
  isId: IsId,
): Promise<any> {
  const document = asNewest(table, undefined, fields, isId);
  return await ctx.db.insert(table.name, document);
}

//# patch: WriteCtx Table GenericId Fields IsId failure upgrade asNewest
/** Reads a document, upgrades it, and replaces the whole of it. */
async function patch(
  ctx: WriteCtx,
  table: Table,
  id: GenericId<any>,
  changes: Fields,
  fill: any,
  isId: IsId,
): Promise<void> {
  const doc = await ctx.db.get(table.name, id);
  if (doc === null) {
    throw failure(table, id, "not_found", ["doesn't exist"]);
  }
  const upgraded = upgrade(table, doc, fill, isId);
  const { _id, _creationTime, ...fields } = upgraded;
  const changed = asNewest(table, id, { ...fields, ...changes }, isId);
  await ctx.db.replace(table.name, id, changed);
}

//# asNewest: Table Fields IsId newest present accepts failure misfits
/** The fields as a document of the newest version; throws where they aren't. */
function asNewest(
  table: Table,
  id: string | undefined,
  fields: Fields,
  isId: IsId,
): Fields {
  const { number, document } = newest(table);
  const { marker } = table;
  const marked = marker === undefined ? {} : { [marker.field]: number };
  const whole = present({ ...fields, ...marked });
  if (!accepts(document, whole, isId)) {
    throw failure(table, id, "invalid", [
      `would not be of ${table.name}@${number}`,
      ...misfits(document, whole, isId),
    ]);
  }
  return whole;
}

//# misfits: GenericValidator Fields IsId own stays
/** Names the fields for which an object isn't what its validator says. */
function misfits(
  document: GenericValidator,
  fields: Fields,
  isId: IsId,
): string[] {
  if (document.kind !== "object") {
    return [];
  }
  const expected: { [field: string]: GenericValidator } = document.fields;
  const names = Object.keys({ ...expected, ...fields }).filter((field) => {
    const validator = own(expected, field);
    return (
      validator === undefined || !stays(validator, own(fields, field), isId)
    );
  });
  return names.length === 0 ? [] : [`because of ${names.join(", ")}`];
}

//# carry: Table Fields IsId Version find present newest versionsAfter accepts failure misfits
/**
 * Carries a document as far as that needs no other one: to the newest version,
 * or to the one before a transition that only a run can do.
 */
function carry(
  table: Table,
  doc: Fields,
  fill: any,
  isId: IsId,
): { version: Version; doc: Fields } {
  const { _id, _creationTime, ...stored } = doc;
  const found = find(table, _id, present(stored), isId);
  let { version, fields } = found;
  if (version === newest(table)) {
    return { version, doc };
  }
  const given = { fill, isId };
  for (const next of versionsAfter(table, version)) {
    if (next.carry === undefined) {
      break;
    }
    fields = present(next.carry({ ...fields, _id, _creationTime }, given));
    const putBack = found.aside.filter((newer) => newer.version === next);
    const newer = putBack.map(({ field, value }) => [field, value]);
    const hybrid = { ...fields, ...Object.fromEntries(newer) };
    for (const result of [fields, hybrid]) {
      if (!accepts(next.document, result, isId)) {
        throw failure(table, _id, "invalid", [
          `would not become one of ${table.name}@${next.number}`,
          ...misfits(next.document, result, isId),
        ]);
      }
    }
    fields = hybrid;
    version = next;
  }
  return { version, doc: { ...fields, _id, _creationTime } };
}

//# find: own Table Fields IsId Found accepts findHybrid failure
/** Tells which version a document is of; throws where it is of none. */
function find(table: Table, id: string, fields: Fields, isId: IsId): Found {
  const candidates = [...table.versions].reverse().filter(({ number }) => {
    if (table.marker === undefined) {
      return true;
    }
    const marked = own(fields, table.marker.field);
    return marked === undefined
      ? number < table.marker.since
      : number >= table.marker.since && Object.is(marked, number);
  });
  const exact = candidates.find((c) => accepts(c.document, fields, isId));
  if (exact !== undefined) {
    return { version: exact, fields, aside: [] };
  }
  for (const candidate of candidates) {
    const hybrid = findHybrid(table, candidate, id, fields, isId);
    if (hybrid !== undefined) {
      return hybrid;
    }
  }
  throw failure(table, id, "unknown_version", ["is of no declared version"]);
}

//# findHybrid: Table Version Fields IsId Found versionsAfter declared accepts failure
/**
 * A document that was patched with newer fields while it was old: without the
 * fields that only later versions have it is of `version`.
 */
function findHybrid(
  table: Table,
  version: Version,
  id: string,
  fields: Fields,
  isId: IsId,
): Found | undefined {
  const later = versionsAfter(table, version);
  const isNewer = (field: string) =>
    declared(version.document, field).length === 0 &&
    later.some(({ document }) => declared(document, field).length > 0);
  const newer = Object.entries(fields).filter(([field]) => isNewer(field));
  const older = Object.entries(fields).filter(([field]) => !isNewer(field));
  const rest = Object.fromEntries(older);
  if (
    version.document.kind !== "object" ||
    newer.length === 0 ||
    !accepts(version.document, rest, isId)
  ) {
    return undefined;
  }
  const takers = (field: string, value: unknown) =>
    later.filter(({ document }) =>
      declared(document, field).some((taker) => accepts(taker, value, isId)),
    );
  const means = (taker: Version, field: string) =>
    taker.reinterpreted?.includes(field) === true;
  const aside: Found["aside"] = [];
  let doubtful = older.some(([field, value]) =>
    takers(field, value).some((taker) => means(taker, field)),
  );
  for (const [field, value] of newer) {
    const [first, ...others] = takers(field, value);
    if (first === undefined) {
      return undefined;
    }
    doubtful ||= others.some((taker) => means(taker, field));
    aside.push({ field, value, version: first });
  }
  if (doubtful) {
    throw failure(table, id, "hybrid", [
      "has newer fields beside older ones, and a value that could be either's",
    ]);
  }
  return { version, fields: rest, aside };
}

//# declared: GenericValidator own
/** The validators that a document declares for a field. */
function declared(
  document: GenericValidator,
  field: string,
): GenericValidator[] {
  switch (document.kind) {
    case "any":
      return [document];
    case "object": {
      const validator = own(document.fields, field);
      return validator === undefined ? [] : [validator];
    }
    case "union":
      return document.members.flatMap((member) => declared(member, field));
    default:
      return [];
  }
}

//# accepts: GenericValidator IsId isObject present own acceptsCommitTs
/** Whether a validator accepts a value, as the deployment itself judges it. */
function accepts(validator: GenericValidator, value: any, isId: IsId): boolean {
  switch (validator.kind) {
    case "any":
      return value !== undefined;
    case "null":
      return value === null;
    case "float64":
      return typeof value === "number";
    case "int64":
      return typeof value === "bigint";
    case "boolean":
      return typeof value === "boolean";
    case "string":
      return typeof value === "string";
    case "bytes":
      return value instanceof ArrayBuffer;
    case "id":
      return typeof value === "string" && isId(validator.tableName, value);
    case "literal":
      return Object.is(value, validator.value);
    case "array":
      return (
        Array.isArray(value) &&
        value.every((element) => accepts(validator.element, element, isId))
      );
    case "record":
      return (
        isObject(value) &&
        Object.entries(present(value)).every(
          ([key, entry]) =>
            accepts(validator.key, key, isId) &&
            accepts(validator.value, entry, isId),
        )
      );
    case "object": {
      const fields: { [field: string]: GenericValidator } = validator.fields;
      return (
        isObject(value) &&
        Object.keys(present(value)).every(
          (field) => own(fields, field) !== undefined,
        ) &&
        Object.entries(fields).every(([field, declared]) => {
          const stored = own(value, field);
          return stored === undefined
            ? declared.isOptional === "optional"
            : accepts(declared, stored, isId);
        })
      );
    }
    case "union":
      return validator.members.some((member) => accepts(member, value, isId));
    default:
      return acceptsCommitTs(value);
  }
}

//# acceptsCommitTs: CommitTsPlaceholder
/** A commit timestamp, or the promise of one inside its own mutation. */
function acceptsCommitTs(value: unknown): boolean {
  return typeof value === "bigint" || value instanceof CommitTsPlaceholder;
}

//# isObject: Fields
/** Whether a value is an object of Convex, not bytes, an array or `null`. */
function isObject(value: unknown): value is Fields {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof ArrayBuffer)
  );
}

//# own: Fields
/** A field's value where the object has it, whatever its prototype has. */
function own(object: Fields, field: string): any {
  return Object.prototype.hasOwnProperty.call(object, field)
    ? object[field]
    : undefined;
}

//# present: Fields
/** The fields that aren't `undefined`, which Convex takes for absent. */
function present(fields: Fields): Fields {
  const entries = Object.entries(fields);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

//# newest: Table Version
/** The version that the application declares now. */
function newest(table: Table): Version {
  return table.versions.reduce((_, version) => version);
}

//# versionsAfter: Table Version
/** The later versions, oldest first. */
function versionsAfter(table: Table, version: Version): Version[] {
  return table.versions.filter(({ number }) => number > version.number);
}

//# failure: Table ConvexError
/** Why a document can't be read or written. */
function failure(
  table: Table,
  id: string | undefined,
  code: string,
  reason: string[],
): ConvexError<{ table: string; id: string; code: string; message: string }> {
  const which = id === undefined ? "a new document" : `document ${id}`;
  const message = `${table.name}: ${which} ${reason.join(" ")}`;
  return new ConvexError({ table: table.name, id: id ?? "", code, message });
}

//# refused: ConvexError
/** Refuses a value that stands for no variant of its old version. */
function refused(
  union: string,
): ConvexError<{ code: string; message: string }> {
  const message = `${union}: a value that no variant stands for`;
  return new ConvexError({ code: "invalid", message });
}
