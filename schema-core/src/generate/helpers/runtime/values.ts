//# Given: IsId
/** What carrying a document needs beside it. */
type Given<Fill> = { fill: Fill; isId: IsId };

//# Carry: Given
/** Gives the new value for an old one. */
type Carry = (old: any, given: Given<any>) => any;

//# carried: Carry Given
/** Carries a field's value, where the field is there. */
function carried(old: unknown, carry: Carry, given: Given<any>): any {
  return old === undefined ? undefined : carry(old, given);
}

//# unlessNull: Carry
/** Carries anything but `null`, which stays. */
function unlessNull(carry: Carry): Carry {
  return (old, given) => (old === null ? null : carry(old, given));
}

//# eachElement: Carry
/** Carries each element of an array. */
function eachElement(carry: Carry): Carry {
  return (old: unknown[], given) => old.map((element) => carry(element, given));
}

//# eachValue: Carry Fields
/** Carries each value of a record. */
function eachValue(carry: Carry): Carry {
  return (old: Fields, given) => {
    const entries = Object.entries(old);
    return Object.fromEntries(
      entries.map(([key, value]) => [key, carry(value, given)]),
    );
  };
}

//# hasTag: Fields isObject own
/** Whether a value is the variant of a union that its tag says. */
function hasTag(value: unknown, tag: string, text: string): value is Fields {
  return isObject(value) && own(value, tag) === text;
}

//# retagged: Fields Carry Given
/** A variant's fields under another tag, carried without the old one. */
function retagged(
  old: Fields,
  oldTag: string | null,
  carry: Carry | null,
  given: Given<any>,
  newTag: string,
  text: string,
): Fields {
  const entries = Object.entries(old).filter(([field]) => field !== oldTag);
  const fields = Object.fromEntries(entries);
  const content = carry === null ? fields : carry(fields, given);
  return { ...content, [newTag]: text };
}

//# stays: GenericValidator IsId accepts
/** Whether an old value, or its absence, is already what the new version has. */
function stays(validator: GenericValidator, old: unknown, isId: IsId): boolean {
  return old === undefined
    ? validator.isOptional === "optional"
    : accepts(validator, old, isId);
}

//# changed: GenericValidator Fields IsId stays own
/** An old value that is a new one already stays; `filled` gives any other. */
function changed(
  validator: GenericValidator,
  old: unknown,
  filled: () => Fields,
  field: string,
  isId: IsId,
): any {
  return stays(validator, old, isId) ? old : own(filled(), field);
}

//# ifValid: GenericValidator IsId stays
/** An old value that is a new one already stays; any other is left out. */
function ifValid(validator: GenericValidator, old: unknown, isId: IsId): any {
  return stays(validator, old, isId) ? old : undefined;
}

//# orDefault:
/** The old value, or a constant where there is none. */
function orDefault(old: unknown, constant: unknown): any {
  return old === undefined ? constant : old;
}

//# once:
/** Calls a function when it is first needed, and never again. */
function once<Result>(call: () => Result): () => Result {
  let called: { result: Result } | undefined;
  return () => (called ??= { result: call() }).result;
}

//# bytes:
/** Bytes from their base64 text. */
function bytes(base64: string): ArrayBuffer {
  const text = atob(base64);
  return Uint8Array.from(text, (byte) => byte.charCodeAt(0)).buffer;
}

//# anyId:
/** Takes every string for an id: here no version differs by that alone. */
function anyId(): boolean {
  return true;
}

//# idsOf: ReadCtx IsId
/** Asks the deployment whether a string is an id of a table. */
function idsOf({ db }: ReadCtx): IsId {
  return (tableName, id) => {
    const reader: any = tableName.startsWith("_") ? db.system : db;
    return reader.normalizeId(tableName, id) === id;
  };
}
