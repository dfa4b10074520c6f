// node anywhere.mjs look | seed | write | check | clear: what a test does to a deployment that may be
// anybody's, over HTTP, and only to tables of its own.
import { ConvexHttpClient } from "convex/browser";
import { makeFunctionReference } from "convex/server";
import { createInterface } from "node:readline";

const { CONVEX_SELF_HOSTED_URL, CONVEX_SELF_HOSTED_ADMIN_KEY, CONVEX_URL, CONVEX_DEPLOY_KEY } =
  process.env;
const URL_ = CONVEX_SELF_HOSTED_URL ?? CONVEX_URL;
const KEY = CONVEX_SELF_HOSTED_ADMIN_KEY ?? CONVEX_DEPLOY_KEY;

const FILMS = "migrate_tests_films";
const DIRECTORS = "migrate_tests_directors";
const SEEDED = 150;
const AT_ONCE = 10;
const OWN_FUNCTION = /^(migrate_tests|migrate_runtime\/\w+)\.js:/;
const OWN_TABLE = /^migrate_(tests|runtime)_/;

const client = () => {
  const made = new ConvexHttpClient(URL_);
  made.setAdminAuth(KEY);
  return made;
};
const admin = client();
const query = (path, args = {}) => admin.query(makeFunctionReference(path), args);
const mutate = (path, args) => client().mutation(makeFunctionReference(path), args);
const insert = (table, fields) =>
  mutate("migrate_tests:insert", { table, fields: JSON.stringify(fields) });
const patch = (id, set) =>
  mutate("migrate_tests:patch", { id, set: JSON.stringify(set), remove: [] });

/** All documents of a table, through the functions that the runs use, too. */
async function documents(table) {
  const found = [];
  for (let cursor = null; ;) {
    const page = await query("migrate_tests:list", { table, cursor });
    found.push(...page.page);
    if (page.isDone) return found;
    cursor = page.continueCursor;
  }
}

/** Does the same to each, a few at a time. */
async function each(items, work) {
  const left = [...items];
  const worker = async () => {
    for (let item; (item = left.shift()) !== undefined;) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

const old = (number) => ({ title: `Film ${number}`, director: `Director ${number % 7}` });

/** The tables of the deployment, those of the server left out. */
async function tables() {
  const paginationOpts = { cursor: null, numItems: 1000 };
  const { page } = await query("_system/cli/tables", { paginationOpts });
  return page.map(({ name }) => name);
}

const COMMANDS = {
  /** Says what an earlier run of this test has left behind, and fails where there is anything else. */
  async look() {
    const functions = await query("_system/cli/modules:apiSpec");
    const found = [...functions.map(({ identifier }) => identifier), ...(await tables())];
    const isOwn = (name) => OWN_FUNCTION.test(name) || OWN_TABLE.test(name);
    const isLeft = found.every(isOwn) && found.some((name) => name.startsWith("migrate_tests"));
    if (isLeft) console.log("left");
    if (found.length === 0 || isLeft) return;
    const others = found.filter((name) => !isOwn(name)).concat(found);
    throw new Error(
      `it isn't empty, and a push would replace what it has (${others.slice(0, 3).join(", ")}): name a deployment that has neither functions nor tables`,
    );
  },

  async seed() {
    await each([...Array(SEEDED).keys()], (number) => insert(FILMS, old(number)));
  },

  /**
   * Writes as an application does: old films, from the line `both` on new ones as well, from the line
   * `new` on only these; and patches of one field. At the end of its input it ends, and prints what
   * every film must be.
   */
  async write() {
    const wanted = {};
    for (const { _id, title, director } of await documents(FILMS)) {
      wanted[_id] = { title, director };
    }
    const own = await insert(DIRECTORS, { name: "New Director" });
    let shapes = "old";
    let isOver = false;
    const lines = createInterface({ input: process.stdin });
    lines.on("line", (line) => (shapes = line)).on("close", () => (isOver = true));
    let count = 0;
    for (; !isOver; count += 1) {
      const title = `Live ${count}`;
      // What it is told meanwhile is for the next film.
      const now = shapes;
      if (now !== "new") {
        const film = { title, director: `Director ${count % 9}` };
        wanted[await insert(FILMS, film)] = film;
      }
      if (now !== "old") {
        const film = { title: `${title}, new`, directedBy: own };
        wanted[await insert(FILMS, film)] = { title: film.title, director: "New Director" };
      }
      const ids = Object.keys(wanted);
      const id = ids[(count * 37) % ids.length];
      wanted[id].title = `${title}, patched`;
      await patch(id, { title: wanted[id].title });
      if (count === 0) console.log("writing");
    }
    console.log(JSON.stringify({ count, wanted }));
  },

  /** Compares what is stored with what was written, which comes in on standard input. */
  async check() {
    let text = "";
    for await (const part of process.stdin) text += part;
    const { wanted } = JSON.parse(text);
    const directors = new Map();
    for (const { _id, name } of await documents(DIRECTORS)) {
      if ([...directors.values()].includes(name)) throw new Error(`${name} is there twice`);
      directors.set(_id, name);
    }
    const films = await documents(FILMS);
    const ids = new Set(films.map(({ _id }) => _id));
    const lost = Object.keys(wanted).filter((id) => !ids.has(id));
    if (lost.length > 0) throw new Error(`${lost.length} films are lost: ${lost[0]}`);
    for (const { _id, _creationTime, ...film } of films) {
      const { title, director } = wanted[_id] ?? {};
      const found = { title: film.title, director: directors.get(film.directedBy) };
      const isRight = found.title === title && found.director === director;
      if (!isRight || Object.keys(film).length !== 2)
        throw new Error(`${_id} is ${JSON.stringify(film)} and not ${title} by ${director}`);
    }
    console.log(JSON.stringify({ films: films.length, directors: directors.size }));
  },

  /** Takes away the tables of this test, once no schema has them. */
  async clear() {
    const tableNames = (await tables()).filter((name) => OWN_TABLE.test(name));
    const body = JSON.stringify({ tableNames, componentId: null });
    const headers = { authorization: `Convex ${KEY}`, "content-type": "application/json" };
    const url = new URL("/api/delete_tables", URL_);
    const answer = await fetch(url, { method: "POST", headers, body });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    console.log(tableNames.join(" "));
  },
};

await COMMANDS[process.argv[2]]();
