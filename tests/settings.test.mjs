// What wrangler.toml and package.json say, as the runtime takes it.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { createTestHarness, unstable_readConfig as readConfig } from "wrangler";

// Where a request comes from would be fetched from Cloudflare.
process.env.CLOUDFLARE_CF_FETCH_ENABLED = "false";

const root = path.join(import.meta.dirname, "..");

test("a switch that is no text, or an empty one, means what it says", async () => {
  const worker = (value) => ({ configPath: "wrangler.toml", prebuiltWorkerDir: process.env.BUNDLE, vars: { BOT_ENABLED: value } });
  const server = createTestHarness({ root, workers: [worker(true)] });
  const authorization = "Bearer token";
  const enabled = async () => (await (await server.fetch("/api/health", { headers: { authorization } })).json()).sending;
  /** The database is begun anew with each change of the settings. */
  async function migrated() {
    await server.getWorker().applyD1Migrations("DB");
    const { DB } = await server.getWorker().getEnv();
    const hash = crypto.createHash("sha256").update("token").digest("hex");
    await DB.prepare("INSERT OR IGNORE INTO reviewer (id, name, role, token_sha256, created_at) VALUES ('usr_1', 'Rani', 'admin', ?, 'x')").bind(hash).run();
  }
  try {
    await server.listen();
    await migrated();
    assert.equal(await enabled(), true);
    for (const off of [false, "false", "", " "]) {
      await server.update({ root, workers: [worker(off)] });
      await migrated();
      assert.equal(await enabled(), false, JSON.stringify(off));
    }
  } finally {
    await server.close();
  }
});

test("the compatibility date is one that the pinned workerd knows, and Miniflare the one that wrangler brings", () => {
  const json = (...place) => JSON.parse(fs.readFileSync(path.join(root, ...place), "utf8"));
  const brought = json("node_modules/wrangler/package.json").dependencies;
  // 1.20261117.1 is of 17 November 2026.
  const built = brought.workerd.split(".")[1].replace(/(\d{4})(\d\d)(\d\d)/, "$1-$2-$3");
  const wanted = readConfig({ config: path.join(root, "wrangler.toml") }).compatibility_date;
  assert.ok(wanted <= built, `${wanted} is newer than ${built}`);
  assert.equal(json("package.json").devDependencies.miniflare, brought.miniflare);
});

test("staging has what production has, with a database and a limiter of its own", () => {
  const [production, staging] = [undefined, "staging"].map((env) => readConfig({ config: path.join(root, "wrangler.toml"), env }));
  const shape = ({ vars, d1_databases, ratelimits, durable_objects, migrations, triggers, observability, build, assets }) => ({
    vars: Object.keys(vars), databases: d1_databases.map(({ binding }) => binding), limiters: ratelimits.map(({ name, simple }) => ({ name, simple })),
    durable_objects, migrations, triggers, observability, build, assets,
  });
  assert.deepEqual(shape(staging), shape(production));
  const own = ({ d1_databases, ratelimits }) => [d1_databases[0].database_id, d1_databases[0].database_name, ratelimits[0].namespace_id];
  own(staging).forEach((id, n) => assert.notEqual(id, own(production)[n]));
});

test("a plain wrangler deploy builds first, and a checkout on Windows has the same migrations", () => {
  assert.equal(readConfig({ config: path.join(root, "wrangler.toml") }).build.command, "node scripts/build.mjs");
  const attributes = execFileSync("git", ["check-attr", "text", "eol", "--", "migrations/0001_schema.sql"], { cwd: root, encoding: "utf8" });
  assert.match(attributes, /text: set\n.*eol: lf\n/);
});
