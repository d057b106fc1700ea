// What the Worker says of itself over a database that is not there, empty, half migrated or
// whole.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { Log, LogLevel, Miniflare, convertV4MiniflareOptions } from "miniflare";
import { unstable_readConfig as readConfig } from "wrangler";

const root = path.join(import.meta.dirname, "..");
const read = (name, encoding) => fs.readFileSync(path.join(root, "build", name), encoding);

async function worker(t, options) {
  const worker = new Miniflare(convertV4MiniflareOptions({
    cf: false,
    compatibilityDate: readConfig({ config: path.join(root, "wrangler.toml") }).compatibility_date,
    durableObjects: { REPLY_BUFFER: { className: "ReplyBuffer", useSQLite: true } },
    handleRuntimeStdio: () => {},
    log: new Log(LogLevel.NONE),
    modules: [
      { type: "ESModule", path: "index.js", contents: read("index.js", "utf8") },
      { type: "CompiledWasm", path: "index_bg.wasm", contents: read("index_bg.wasm") },
    ],
    ...options,
  }));
  t.after(() => worker.dispose());
  return {
    async health() {
      const answer = await worker.dispatchFetch("http://worker/healthz");
      return [answer.status, await answer.json()];
    },
    async knock(from) {
      const answer = await worker.dispatchFetch("http://worker/healthz", { headers: { "cf-connecting-ip": from } });
      return [answer.status, answer.headers.get("retry-after")];
    },
    async signIn(language) {
      const headers = { origin: "http://localhost", "content-type": "application/x-www-form-urlencoded", "accept-language": language };
      const answer = await worker.dispatchFetch("http://localhost/review/sign-in", { method: "POST", headers, body: "token=x" });
      return [answer.status, await answer.text()];
    },
    database: () => worker.getD1Database("DB"),
  };
}

/** The statements of a migration, each on a line of its own: `exec` takes them so. */
const migrations = fs.readdirSync(path.join(root, "migrations")).filter((name) => name.endsWith(".sql")).sort();
const WRANGLERS = "CREATE TABLE d1_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)";

function statements(name) {
  const [all, open] = [[], []];
  for (const line of fs.readFileSync(path.join(root, "migrations", name), "utf8").split("\n")) {
    open.push(line);
    const trigger = open.some((line) => line.startsWith("CREATE TRIGGER"));
    if (trigger ? line === "END;" : line.replace(/--.*/, "").trimEnd().endsWith(";")) all.push(open.splice(0).join("\n"));
  }
  return all;
}

const SETTINGS = { META_APP_SECRET: "a", WHATSAPP_VERIFY_TOKEN: "b", WHATSAPP_ACCESS_TOKEN: "c", WHATSAPP_PHONE_NUMBER_ID: "1" };

test("health is down until the last migration is applied, and then says what else is missing", async (t) => {
  const { health, signIn, database } = await worker(t, { d1Databases: { DB: "health" }, bindings: { ...SETTINGS, BOT_ENABLED: " " } });
  const db = await database();
  assert.deepEqual(await health(), [503, { status: "down" }], "empty");
  await db.prepare(WRANGLERS).run();
  for (const name of migrations) {
    assert.deepEqual(await health(), [503, { status: "down" }], `before ${name}`);
    const [status, page] = await signIn("en");
    assert.ok(name === migrations[0] ? status === 503 : [401, 503].includes(status), `${status} before ${name}`);
    if (status === 503) assert.match(page, /The database has not been migrated/);
    for (const statement of statements(name)) await db.prepare(statement).run();
    await db.prepare("INSERT INTO d1_migrations (name) VALUES (?)").bind(name).run();
  }
  assert.deepEqual(await health(), [200, { status: "degraded" }], "BOT_ENABLED says nothing");
  assert.equal((await signIn("en"))[0], 401, "the token is nobody's");
});

test("the sign-in page says in French that the database has not been migrated", async (t) => {
  const { signIn } = await worker(t, { d1Databases: { DB: "health" }, bindings: SETTINGS });
  const [status, page] = await signIn("fr");
  assert.equal(status, 503);
  assert.match(page, /La base de données n(?:'|&#39;|&apos;)a pas été migrée/);
});

test("health is down without a database", async (t) => {
  const { health } = await worker(t, { bindings: SETTINGS });
  assert.deepEqual(await health(), [503, { status: "down" }]);
});

test("health is ok when nothing is missing", async (t) => {
  const bindings = { ...SETTINGS, ALERT_WEBHOOK_URL: "http://chat.invalid" };
  const { health, database } = await worker(t, { d1Databases: { DB: "health" }, bindings });
  const db = await database();
  await db.prepare(WRANGLERS).run();
  for (const name of migrations) {
    for (const statement of statements(name)) await db.prepare(statement).run();
    await db.prepare("INSERT INTO d1_migrations (name) VALUES (?)").bind(name).run();
  }
  assert.deepEqual(await health(), [200, { status: "degraded" }], "no message has ever come");
  const came = "INSERT INTO run_ledger (at, invocation, step, outcome) VALUES (?, 'inv', 'admit', 'admitted')";
  await db.prepare(came).bind(new Date().toISOString()).run();
  assert.deepEqual(await health(), [200, { status: "ok" }]);
});

test("whoever knocks too often waits, and nobody else does", async (t) => {
  const { knock } = await worker(t, { bindings: SETTINGS, ratelimits: { KNOCKS: { namespace_id: "1", simple: { limit: 3, period: 60 } } } });
  const knocks = [];
  for (let n = 0; n < 8; n += 1) knocks.push(await knock("192.0.2.1"));
  assert.deepEqual([knocks[0][0], knocks.at(-1)], [503, [429, "60"]], "no database, and then no answer either");
  assert.equal((await knock("192.0.2.2"))[0], 503);
});
