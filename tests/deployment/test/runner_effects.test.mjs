// What transitions do beside the carried document.
import assert from "node:assert/strict";
import { test } from "node:test";
import { encoded, Runner, write } from "./runner.mjs";

async function atWork(test, tables) {
  const runner = await Runner.start(test);
  const { films = [], ...others } = await runner.load(tables);
  const run = await runner.begin();
  const read = await runner.read(...films);
  const documents = films.map((id) => read.find((film) => film.id === id));
  const commit = async (writes, call = "call") =>
    await runner[call]("commit:commit", await runner.batch(run, { writes }));
  return { runner, run, films: documents, commit, ...others };
}

const insert = (table, document) => ({ kind: "insert", table, document });
const ensure = (table, index, document) => ({ kind: "ensure", table, index, document });

/** A film whose director is the document of its effect. */
const directed = (film, title, effects, effect = 0) => ({
  ...write(film, {}, effects),
  change: encoded({ title, director: "" }, [["director"], effect]),
});

test("inserted documents are referred to by the ids that they get", async (t) => {
  const { runner, films, commit } = await atWork(t, { films: [{ title: "A" }] });
  const effects = [
    insert("directors", encoded({ name: "Ada" })),
    insert("directors", encoded({ name: "Bob", film: films[0].id })),
  ];
  const fields = { title: "A", director: "", links: [{ to: "" }, { to: "" }] };
  const places = [
    [["director"], 0],
    [["links", 0, "to"], 1],
    [["links", 1, "to"], 0],
  ];
  const change = encoded(fields, ...places);
  const answer = await commit([{ ...write(films[0], {}, effects), change }]);
  assert.equal(answer.checkpoint.counts.inserted, 2);
  const { title, director, links } = await runner.fields("films", films[0].id);
  const directors = await runner.dump("directors");
  assert.equal(title, "A");
  assert.equal(directors[director].name, "Ada");
  assert.deepEqual(
    links.map(({ to }) => directors[to].name),
    ["Bob", "Ada"],
  );
});

test("what isn't there yet is made once, also by documents of the same batch", async (t) => {
  const { runner, films, commit, directors } = await atWork(t, {
    films: [{ title: "A" }, { title: "B" }, { title: "C" }],
    directors: [{ name: "Bob" }],
  });
  const by = (name) => [ensure("directors", "by_name", encoded({ name }))];
  const [a, b, c] = films;
  const answer = await commit([
    directed(a, "A", by("Ada")),
    directed(b, "B", by("Ada")),
    directed(c, "C", by("Bob")),
  ]);
  assert.equal(answer.checkpoint.counts.inserted, 1);
  const found = [];
  for (const { id } of films) found.push((await runner.fields("films", id)).director);
  assert.equal(found[0], found[1]);
  assert.deepEqual([found[2]], directors);
  assert.equal(Object.keys(await runner.dump("directors")).length, 2);
});

test("an index with a nested field is asked by all of its fields", async (t) => {
  const home = (city) => ({ home: { city } });
  const { runner, films, commit, directors } = await atWork(t, {
    films: [{ title: "A" }],
    directors: [
      { name: "Ada", ...home("Bern") },
      { name: "Bob", ...home("Basel") },
      { name: "Ada", ...home("Basel") },
    ],
  });
  const document = encoded({ name: "Ada", ...home("Basel") });
  await commit([directed(films[0], "A", [ensure("directors", "by_home", document)])]);
  assert.equal((await runner.fields("films", films[0].id)).director, directors[2]);
});

test("two that match, a key without a value and an invalid document refuse the carried one", async (t) => {
  const { runner, films, commit } = await atWork(t, {
    films: ["A", "B", "C", "D", "E"].map((title) => ({ title })),
    directors: [{ name: "Ada" }, { name: "Ada" }],
  });
  const before = [await runner.dump("films"), await runner.dump("directors")];
  const effects = [
    [ensure("directors", "by_name", encoded({ name: "Ada" }))],
    [ensure("directors", "by_home", encoded({ name: "Ada" }))],
    [ensure("directors", "by_constructor", encoded({ name: "Ada" }))],
    [insert("directors", encoded({ name: 1 }))],
    [],
  ];
  const writes = films.map((film, at) => write(film, { title: "carried" }, effects[at]));
  const { refused } = await commit(writes, "failure");
  const expected = [
    [films[0].id, "ambiguous", /`directors` by `by_name`, and more than one/],
    [films[1].id, "invalid_result", /has no value for `home.city`/],
    [films[2].id, "invalid_result", /has no value for `constructor`/],
    [films[3].id, "invalid_result", /adds to `directors` isn't valid: .*\nPath: \.name$/s],
  ];
  assert.equal(refused.length, expected.length);
  for (const [at, [id, code, reason]] of expected.entries()) {
    assert.deepEqual([refused[at].id, refused[at].code], [id, code]);
    assert.match(refused[at].reason, reason);
  }
  assert.deepEqual([await runner.dump("films"), await runner.dump("directors")], before);
});

test("after a refused document that has inserted another, later ones aren't tried", async (t) => {
  const { runner, films, commit } = await atWork(t, {
    films: [{ title: "A" }, { title: "B" }],
  });
  const made = [insert("directors", encoded({ name: "Ada" }))];
  const writes = films.map((film) => write(film, { title: 1 }, made));
  const { refused } = await commit(writes, "failure");
  assert.deepEqual(
    refused.map(({ id }) => id),
    [films[0].id],
  );
  assert.deepEqual(await runner.dump("directors"), {});
});

test("an index that isn't there, or is staged, is told as that", async (t) => {
  const { films, commit } = await atWork(t, { films: [{ title: "A" }] });
  for (const [table, index] of [
    ["directors", "by_nothing"],
    ["directors", "by_film"],
    ["nowhere", "by_name"],
    ["constructor", "by_name"],
  ]) {
    const effects = [ensure(table, index, encoded({ name: "Ada" }))];
    const failure = await commit([write(films[0], { title: "B" }, effects)], "failure");
    assert.deepEqual(failure, { kind: "noIndex", table, index });
  }
});

test("a document that its transition deletes is gone with what is made of it", async (t) => {
  const { runner, films, commit } = await atWork(t, { films: [{ title: "Ada" }] });
  const effects = [insert("directors", encoded({ name: "Ada" })), { kind: "deleteSelf" }];
  const answer = await commit([write(films[0], null, effects)]);
  assert.equal(answer.kind, "committed");
  assert.deepEqual(await runner.dump("films"), {});
  const made = Object.values(await runner.dump("directors"));
  assert.deepEqual(
    made.map(({ name }) => name),
    ["Ada"],
  );
});
