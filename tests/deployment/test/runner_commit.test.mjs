// Batches: whole or not at all, and never over what the application has written meanwhile.
import assert from "node:assert/strict";
import { test } from "node:test";
import { canonical, encoded, NOTHING, Runner, STEP, write } from "./runner.mjs";

/** A deployment with a run at work on some films. */
async function atWork(test, films) {
  const runner = await Runner.start(test);
  const { films: ids } = await runner.load({ films });
  return { runner, ids, run: await runner.begin() };
}

test("documents, quarantine and checkpoint are there together, and the rest is kept", async (t) => {
  const films = [{ title: "A" }, { title: null }, { title: "C", year: 1 }];
  const { runner, ids, run } = await atWork(t, films);
  const before = await runner.dump("films");
  const [a, b, c] = await runner.read(...ids);
  const quarantined = {
    id: b.id,
    read: b.fields,
    alsoRead: [],
    code: "refused",
    path: ".title",
    reason: "a film without a title",
    digest: "d1",
    alsoReadDigest: null,
  };
  const then = {
    cursor: ids.toSorted().at(-1),
    old: 3,
    scanned: 3,
    counts: { ...NOTHING, carried: 2, quarantined: 1 },
    done: true,
  };
  const writes = [write(a, { title: "A", year: 2001 }), write(c, null)];
  const more = { writes, quarantine: [quarantined], then };
  const answer = await runner.call("commit:commit", await runner.batch(run, more));
  assert.equal(answer.kind, "committed");
  assert.deepEqual(answer.checkpoint, { ...then, revision: 1 });
  assert.equal(answer.used.documentsWritten.used, 4);
  const after = await runner.dump("films");
  assert.deepEqual(after, { [a.id]: { ...before[a.id], year: 2001 }, [b.id]: before[b.id] });
  const state = await runner.call("steps:step", { step: STEP });
  assert.deepEqual(state.ranges[0].checkpoint, answer.checkpoint);
  assert.ok(state.completedAt >= state.startedAt);
  const { entries } = await runner.call("quarantine:page", {
    table: "films",
    after: null,
    entries: 9,
  });
  assert.equal(entries.length, 1);
  assert.deepEqual([entries[0].id, entries[0].old, entries[0].new], [b.id, 1, 2]);
});

test("the same batch again is superseded by what it has committed itself", async (t) => {
  const { runner, ids, run } = await atWork(t, [{ title: "A" }]);
  const [film] = await runner.read(...ids);
  const batch = await runner.batch(run, { writes: [write(film, { title: "B" })] });
  const { checkpoint } = await runner.call("commit:commit", batch);
  const again = await runner.call("commit:commit", batch);
  assert.deepEqual(again, { kind: "superseded", checkpoint });
  assert.equal(checkpoint.revision, 1);
});

for (const isPage of [false, true]) {
  const made = isPage ? "of a page" : "of some documents";
  test(`${made}: one that has changed, has gone or was never there conflicts, and nothing happens`, async (t) => {
    const films = ["A", "B", "C", "D"].map((title) => ({ title }));
    const { runner, ids, run } = await atWork(t, films);
    const read = await runner.read(...ids);
    const [a, b, c, d] = ids.map((id) => read.find((film) => film.id === id));
    await runner.load({ films: [{ ...(await runner.dump("films"))[b.id], year: 7 }] });
    await runner.call("quarantine:repair", {
      run,
      table: "films",
      id: c.id,
      read: c.fields,
      fields: null,
      note: "gone",
    });
    const before = await runner.dump("films");
    const otherRead = { ...write(d, { title: "d" }), alsoRead: [{ id: b.id, read: b.fields }] };
    const writes = [write(a, { title: "a" }), write(b, { title: "b" }), write(c, null), otherRead];
    // Where a batch was made from a whole page, its documents are read together.
    const then = isPage ? { cursor: ids.toSorted().at(-1), scanned: 4 } : {};
    const batch = await runner.batch(run, { writes, then });
    const ids2 = [b.id, c.id, d.id].toSorted();
    const conflicts = { kind: "conflicts", ids: ids2 };
    assert.deepEqual(await runner.call("commit:commit", batch), conflicts);
    assert.deepEqual(await runner.dump("films"), before);
    // A document that shouldn't have been there, one that wasn't and still isn't.
    const absent = { ...write(a, { title: "a" }), alsoRead: [{ id: d.id, read: null }] };
    const gone = { ...write(a, { title: "a" }), alsoRead: [{ id: c.id, read: null }] };
    const first = await runner.call("commit:commit", { ...batch, writes: [absent] });
    assert.deepEqual(first, { kind: "conflicts", ids: [a.id] });
    const second = await runner.call("commit:commit", { ...batch, writes: [gone] });
    assert.equal(second.kind, "committed");
  });
}

test("a page is compared by one range of ids, whatever has come between them", async (t) => {
  const films = Array.from({ length: 40 }, (_, at) => ({ title: `${at}` }));
  const { runner, ids, run } = await atWork(t, films);
  const scan = { table: "films", after: null, until: null, documents: 30, bytes: 1 << 20 };
  const { documents, isDone } = await runner.call("documents:scan", scan);
  assert.deepEqual([documents.length, isDone], [30, false]);
  const { films: others } = await runner.load({ films: films.map(() => ({ title: "new" })) });
  const writes = documents.map((film) => write(film, { title: "carried" }));
  const then = { cursor: documents.at(-1).id, scanned: 30 };
  const batch = await runner.batch(run, { writes, then });
  const answer = await runner.call("commit:commit", batch);
  assert.equal(answer.kind, "committed");
  assert.ok(answer.used.databaseQueries.used < 60, JSON.stringify(answer.used));
  const after = await runner.dump("films");
  const carried = ids.filter((id) => after[id].title === "carried");
  assert.deepEqual(carried.toSorted(), documents.map(({ id }) => id).toSorted());
  assert.ok(others.every((id) => after[id].title === "new"));
  // Apart, each has a range of its own.
  const again = (await runner.read(...documents.map(({ id }) => id))).map((film) =>
    write(film, { title: "once more" }),
  );
  const next = { ...(await runner.batch(run, { writes: again, then })), apart: true };
  next.follows = answer.checkpoint;
  const apart = await runner.call("commit:commit", next);
  assert.equal(apart.kind, "committed");
  const more = apart.used.databaseQueries.used - answer.used.databaseQueries.used;
  assert.ok(more > 10, `${more}`);
});

test("a document that is in a batch twice conflicts with itself", async (t) => {
  const { runner, ids, run } = await atWork(t, [{ title: "A" }]);
  const [film] = await runner.read(...ids);
  const twice = [write(film, { title: "B" }), write(film, { title: "C" })];
  const answer = await runner.call("commit:commit", await runner.batch(run, { writes: twice }));
  assert.deepEqual(answer, { kind: "conflicts", ids });
  assert.deepEqual(await runner.fields("films", ids[0]), { title: "A" });
});

test("the whole document is compared, of whatever type its values are", async (t) => {
  const extra = {
    2: { $float: "AAAAAAAAAIA=" },
    10: { $integer: "AAAAAAAAAIA=" },
    b: { $bytes: "AP8=" },
    "a b": { $float: "AAAAAAAA+H8=" },
    "": 1e21,
  };
  const { runner, ids, run } = await atWork(t, [{ title: 'é😀\u2028\u0001"', extra }]);
  const [film] = await runner.read(...ids);
  const text =
    '{"extra":{"":1e+21,"10":{"$integer":"AAAAAAAAAIA="},"2":{"$float":"AAAAAAAAAIA="},' +
    '"a b":{"$float":"AAAAAAAA+H8="},"b":{"$bytes":"AP8="}},"title":"é😀\u2028\\u0001\\""}';
  assert.equal(film.fields, text);
  // The same number as another type, and zero for minus zero, are other documents.
  for (const [key, value] of Object.entries({ 10: -(2 ** 63), 2: 0 })) {
    const stored = (await runner.dump("films"))[film.id];
    await runner.load({ films: [{ ...stored, extra: { ...extra, [key]: value } }] });
    const batch = await runner.batch(run, { writes: [write(film, { title: "B" })] });
    assert.equal((await runner.call("commit:commit", batch)).kind, "conflicts", key);
    await runner.load({ films: [stored] });
  }
  const same = { ...write(film, {}), change: { fields: text, placeholders: [] } };
  const batch = await runner.batch(run, { writes: [same] });
  const answer = await runner.call("commit:commit", batch);
  // What is written equals what is stored, so only the checkpoint is.
  assert.deepEqual([answer.kind, answer.used.documentsWritten.used], ["committed", 1]);
});

test("documents that the schema refuses are all told, and nothing is written", async (t) => {
  const films = ["A", "B", "C"].map((title) => ({ title }));
  const { runner, ids, run } = await atWork(t, films);
  const [a, b, c] = await runner.read(...ids);
  const writes = [
    write(a, { title: 1 }),
    write(b, { title: "b" }),
    write(c, { title: "c", director: b.id, secret: "of a document" }),
  ];
  const before = await runner.dump("films");
  const batch = await runner.batch(run, { writes });
  const { kind, refused } = await runner.failure("commit:commit", batch);
  assert.equal(kind, "refused");
  assert.deepEqual(
    refused.map(({ id, code }) => [id, code]),
    [a, c].map(({ id }) => [id, "invalid_result"]),
  );
  assert.match(refused[0].reason, /does not match.*\nPath: \.title$/s);
  assert.doesNotMatch(JSON.stringify(refused), /of a document/);
  assert.deepEqual(await runner.dump("films"), before);
  const rest = await runner.call("commit:commit", { ...batch, writes: [writes[1]] });
  assert.equal(rest.kind, "committed");
});

test("a reason is short, and tells no value", async (t) => {
  const films = ["A", "B"].map((title) => ({ title }));
  const { runner, ids, run } = await atWork(t, films);
  const [a, b] = await runner.read(...ids);
  const secret = "`of a document`\n\nValue: ".repeat(9);
  const writes = [
    write(a, { title: "a", rating: secret }),
    write(b, { title: "b", ["x".repeat(1024)]: 1 }),
  ];
  const batch = await runner.batch(run, { writes });
  const { refused } = await runner.failure("commit:commit", batch);
  assert.match(refused[0].reason, /: The value does not match literal .*Path: \.rating$/s);
  assert.doesNotMatch(refused[0].reason, /of a document/);
  assert.match(refused[1].reason, /Object contains extra field `x+$/);
  assert.equal(refused[1].reason.length, 1000);
});

test("a field that JavaScript would drop is refused rather than lost", async (t) => {
  const { runner, ids, run } = await atWork(t, [{ title: "A" }]);
  const [film] = await runner.read(...ids);
  const fields = '{"extra":{"__proto__":1},"title":"B"}';
  const proto = { ...write(film, {}), change: { fields, placeholders: [] } };
  const batch = await runner.batch(run, { writes: [proto] });
  const { refused } = await runner.failure("commit:commit", batch);
  assert.match(refused[0].reason, /`__proto__`/);
  const word = encoded({ title: 'say "__proto__":' });
  const text = await runner.batch(run, { writes: [{ ...proto, change: word }] });
  assert.equal((await runner.call("commit:commit", text)).kind, "committed");
});

test("a range of another pass, or of none, takes no batch", async (t) => {
  const { runner, ids, run } = await atWork(t, [{ title: "A" }]);
  const [film] = await runner.read(...ids);
  const late = await runner.batch(run, { writes: [write(film, { title: "B" })] });
  const none = { kind: "noRange", step: STEP, pass: 1, range: 9 };
  assert.deepEqual(await runner.failure("commit:commit", { ...late, range: 9 }), none);
  const ranges = [{ after: null, until: null }];
  await runner.call("steps:beginPass", { run, step: STEP, follows: 1, ranges });
  assert.deepEqual(await runner.failure("commit:commit", late), { ...none, range: 1 });
  // The place comes before the range, and the range before the documents.
  const unfit = { ...late, run: run + 1 };
  assert.equal((await runner.failure("commit:commit", unfit)).kind, "fenced");
});

test("more than one transaction may do is told as that", async (t) => {
  const films = Array.from({ length: 12 }, () => ({ title: "x".repeat(900_000) }));
  const { runner, ids, run } = await atWork(t, films);
  const read = [];
  for (const id of ids) read.push(...(await runner.read(id)));
  // Each is read once to be compared, and again to be replaced.
  const writes = read.map((film) => ({ ...write(film, { title: "short" }), read: film.fields }));
  // The argument itself has a limit too, so only the reading is too much.
  const batch = await runner.batch(run, { writes: writes.slice(0, 10) });
  const { kind, reason } = await runner.failure("commit:commit", batch);
  assert.equal(kind, "tooLarge");
  assert.match(reason, /Too many bytes read in a single function execution/);
  const half = { ...batch, writes: writes.slice(0, 5) };
  assert.equal((await runner.call("commit:commit", half)).kind, "committed");
});

test("a batch of the largest size fits, and so does its quarantine", async (t) => {
  const films = Array.from({ length: 4000 }, (_, at) => ({ title: `${at}` }));
  const { runner, run } = await atWork(t, films);
  const scan = { table: "films", after: null, until: null, documents: 4000, bytes: 1 << 30 };
  const { documents } = await runner.call("documents:scan", scan);
  const writes = documents.map((film) => write(film, { title: "same", year: 1 }));
  const answer = await runner.call("commit:commit", await runner.batch(run, { writes }));
  assert.equal(answer.kind, "committed");
  assert.equal(answer.used.documentsWritten.used, 4001);
  const titles = Object.values(await runner.dump("films")).map(({ title }) => title);
  assert.ok(titles.every((title) => title === "same"));
  assert.equal(canonical({ title: "same", year: 1 }), '{"title":"same","year":1}');
});
