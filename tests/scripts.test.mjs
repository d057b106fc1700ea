// The scripts against stand-ins: a wrangler that does as it is told, a Worker that answers
// as it is told.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";

const root = path.join(import.meta.dirname, "..");

/** Notes what it is asked; answers as the first of ANSWERS says whose key is in it. */
const WRANGLER = `#!/usr/bin/env node
const args = process.argv.slice(2).join(" ");
const { ASKED, ANSWERS, CLOUDFLARE_ENV = "", WRANGLER_OUTPUT_FILE_PATH } = process.env;
const fs = require("node:fs");
fs.appendFileSync(ASKED, (CLOUDFLARE_ENV && CLOUDFLARE_ENV + ": ") + args + "\\n");
const none = args.includes("--json") ? '[{"results":[]}]' : "";
const { code = 0, out = none, target } = JSON.parse(ANSWERS).find(([key]) => args.includes(key))?.[1] ?? {};
if (target) fs.writeFileSync(WRANGLER_OUTPUT_FILE_PATH, JSON.stringify({ type: "deploy", targets: [target, "schedule: * * * * *"] }) + "\\n");
process.stdout.write(out);
process.exitCode = code;
`;

/** Builds nothing; the tool that it stands for makes this SQL. */
const CARGO = "#!/bin/sh\n";
const REVIEWER = `#!/bin/sh\necho '{"token":"a-new-token","sql":"INSERT of an admin"}'\n`;

/** Runs the deployment of a copy of this project, whose build is there already. */
async function deploy(t, answers, args = ["--name", "x"]) {
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), "deploy-"));
  t.after(() => fs.rmSync(copy, { recursive: true, force: true }));
  const put = (name, text, mode) => {
    fs.mkdirSync(path.dirname(path.join(copy, name)), { recursive: true });
    fs.writeFileSync(path.join(copy, name), text, { mode });
  };
  for (const name of fs.readdirSync(path.join(root, "scripts"))) put(`scripts/${name}`, fs.readFileSync(path.join(root, "scripts", name)));
  put("scripts/build.mjs", "export async function build() {}\n");
  put("package.json", '{"type":"module"}');
  put("node_modules/package.json", '{"type":"commonjs"}');
  put("node_modules/.bin/wrangler", WRANGLER, 0o755);
  put("bin/cargo", CARGO, 0o755);
  put("target/debug/examples/reviewer", REVIEWER, 0o755);
  fs.symlinkSync(path.join(root, "node_modules/wrangler"), path.join(copy, "node_modules/wrangler"));
  put("wrangler.toml", fs.readFileSync(path.join(root, "wrangler.toml"), "utf8").replaceAll(/"00000000-0000-0000-0000-00000000000\d"/g, '"11111111-0000-0000-0000-000000000000"'));
  fs.cpSync(path.join(root, "migrations"), path.join(copy, "migrations"), { recursive: true });
  const asked = path.join(copy, "asked");
  const env = { ...process.env, ASKED: asked, ANSWERS: JSON.stringify(answers), PATH: `${path.join(copy, "bin")}${path.delimiter}${process.env.PATH}` };
  const child = spawn(process.execPath, ["scripts/deploy.mjs", ...args], { cwd: copy, env });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (data) => (stdout += data));
  child.stderr.on("data", (data) => (stderr += data));
  const status = await new Promise((resolve) => child.on("close", resolve));
  return { status, stdout, stderr, asked: fs.readFileSync(asked, "utf8").trim().split("\n") };
}

const all = fs.readdirSync(path.join(root, "migrations")).filter((name) => name.endsWith(".sql")).sort();
const rows = (results) => ({ out: JSON.stringify([{ results, success: true }]) });
const applied = (names) => ["SELECT name FROM d1_migrations", rows(names.map((name) => ({ name })))];
const ADMIN = ["FROM reviewer", rows([{ n: 1 }])];
const asks = (run, what) => run.asked.findIndex((line) => line.includes(what));

test("it is deployed when every migration is applied", async (t) => {
  const run = await deploy(t, [applied(all), ADMIN]);
  assert.equal(run.status, 0, run.stderr);
  assert.equal(run.asked[0], "d1 migrations apply DB --remote");
  assert.match(run.asked[1], /^d1 execute DB --remote --json --command SELECT name FROM d1_migrations$/);
  assert.equal(run.asked.at(-1), "deploy --name x");
  assert.match(run.stdout, /npm run check -- https:/);
});

test("nothing is deployed when wrangler's question was answered with no", async (t) => {
  for (const [names, left] of [[[], all.join(", ")], [all.slice(0, -1), all.at(-1)]]) {
    const run = await deploy(t, [applied(names), ADMIN]);
    assert.equal(run.status, 1);
    assert.equal(run.asked.length, 2, `asked: ${run.asked}`);
    assert.ok(run.stderr.includes(left), run.stderr);
    assert.equal(run.stderr.trim().split("\n").length, 1, "one sentence");
  }
});

test("nothing is deployed when migrating fails or nobody knows what was applied", async (t) => {
  for (const answers of [[["d1 migrations", { code: 1 }]], [["SELECT name", { code: 1 }]]]) {
    const run = await deploy(t, [...answers, applied(all), ADMIN]);
    assert.equal(run.status, 1);
    assert.equal(asks(run, "deploy"), -1, `asked: ${run.asked}`);
  }
});

test("a migration that D1 cuts wrongly is applied as a file and noted, and stops where it fails", async (t) => {
  const [last] = all.slice(-1);
  const run = await deploy(t, [applied(all.slice(0, -1)), ADMIN], ["--by-file"]);
  assert.equal(asks(run, "d1 migrations apply"), -1);
  assert.ok(asks(run, `--file migrations/${last}`) > 0 && asks(run, `--file migrations/${last}`) < asks(run, `VALUES ('${last}')`), `asked: ${run.asked}`);
  assert.equal(asks(run, "deploy"), -1, "the stand-in notes nothing");
  const failed = await deploy(t, [applied([]), ["--file", { code: 1 }], ADMIN], ["--by-file"]);
  assert.equal(failed.status, 1);
  assert.equal(asks(failed, "VALUES ("), -1, "what failed is not noted");
  assert.match(failed.stderr, /0001_schema\.sql was not applied; nothing was deployed/);
});

test("the first admin is made before it is deployed and checked", async (t) => {
  const url = await standIn(t, 200, "ok", healthy);
  const run = await deploy(t, [applied(all), ["SELECT 1 AS n FROM reviewer", rows([])], ["INSERT of an admin", rows([{ id: "usr_1" }])], ["deploy", { target: url }]], ["--admin", "Rani"]);
  assert.equal(run.status, 0, run.stdout + run.stderr);
  assert.ok(asks(run, "INSERT of an admin") < asks(run, "deploy"), `asked: ${run.asked}`);
  assert.match(run.stdout, /Rani is an admin now[^]*a-new-token[^]*Deployed to http[^]*ok {6} the database has/);
  const poor = await deploy(t, [applied(all), ADMIN, ["deploy", { target: await standIn(t, 503, "down", null) }]]);
  assert.equal(poor.status, 1, "what the check finds missing");
  assert.match(poor.stderr, /It is deployed, and something is missing/);
});

test("a staging environment has its own database, asked throughout", async (t) => {
  const run = await deploy(t, [applied(all), ADMIN], ["--env", "staging"]);
  assert.equal(run.status, 0, run.stderr);
  assert.ok(run.asked.every((line) => line.startsWith("staging: ")), `asked: ${run.asked}`);
});

/** A copy of this project with a database of its own, in real wrangler, and what runs there. */
function business(t) {
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), "team-"));
  t.after(() => fs.rmSync(copy, { recursive: true, force: true }));
  for (const name of ["scripts", "migrations", "package.json", "package-lock.json", "wrangler.toml"]) fs.cpSync(path.join(root, name), path.join(copy, name), { recursive: true });
  for (const name of ["node_modules", "target"]) fs.symlinkSync(path.join(root, name), path.join(copy, name));
  // The tool is this project's; there is nothing to compile in the copy.
  assert.equal(spawnSync("cargo", ["build", "--quiet", "--example", "reviewer"], { cwd: root, stdio: "inherit" }).status, 0);
  fs.mkdirSync(path.join(copy, "bin"));
  fs.writeFileSync(path.join(copy, "bin/cargo"), "#!/bin/sh\n", { mode: 0o755 });
  const env = { ...process.env, CI: "true", WRANGLER_SEND_METRICS: "false", PATH: `${path.join(copy, "bin")}${path.delimiter}${process.env.PATH}` };
  const run = (command, ...args) => spawnSync(command, args, { cwd: copy, encoding: "utf8", env });
  const wrangler = (...args) => {
    const { status, stdout, stderr } = run(path.join(copy, "node_modules/.bin/wrangler"), "d1", ...args);
    assert.equal(status, 0, `${stdout}${stderr}`);
    return stdout;
  };
  wrangler("migrations", "apply", "DB", "--local");
  const sql = (text) => JSON.parse(wrangler("execute", "DB", "--local", "--json", "--command", text)).at(-1).results;
  return { sql, reviewer: (...args) => run(process.execPath, "scripts/reviewer.mjs", ...args) };
}

test("a reviewer is added and revoked, each with its ledger row or not at all", (t) => {
  const { sql, reviewer } = business(t);
  const name = "Ann O'Brien; ?1 -- BEGIN";
  const added = reviewer("add", name, "--role", "admin", "--email", "Ann@Example.com");
  assert.equal(added.status, 0, added.stderr);
  const token = added.stdout.match(/may now sign in. The token, shown this once:\n\n {2}([0-9a-f]{64})\n/)?.[1];
  assert.ok(token && added.stdout.includes(`${name} (admin) `), added.stdout);
  const [{ id, ...row }] = sql("SELECT id, name, role, email, token_sha256 FROM reviewer");
  assert.deepEqual(row, { name, role: "admin", email: "ann@example.com", token_sha256: crypto.createHash("sha256").update(token).digest("hex") });
  assert.ok(reviewer("list").stdout.includes(id));

  const taken = reviewer("add", "Max", "--role", "reviewer", "--email", "ann@example.com");
  assert.equal(taken.status, 1);
  assert.match(taken.stderr, /^\nSomebody has that e-mail address\.\n$/);

  sql("CREATE TRIGGER broken BEFORE INSERT ON run_ledger\nBEGIN\nSELECT RAISE(ABORT, 'broken'); END;");
  const broken = reviewer("revoke", id);
  assert.equal(broken.status, 1);
  assert.match(broken.stderr, /The database did not take it[^]*broken/);
  assert.deepEqual(sql("DROP TRIGGER broken; SELECT name, revoked_at FROM reviewer"), [{ name, revoked_at: null }]);

  const revoked = reviewer("revoke", id);
  assert.equal(revoked.stdout, `${name}'s token does not work any more.\n`, revoked.stderr);
  const again = reviewer("revoke", id);
  assert.equal(again.status, 1);
  assert.match(again.stderr, /There is no such reviewer, or the token was revoked before/);
  const ledger = sql("SELECT step, outcome, actor, reason FROM run_ledger ORDER BY id");
  assert.deepEqual(ledger, ["added", "revoked"].map((outcome) => ({ step: "reviewer", outcome, actor: "command_line", reason: id })));
});

const connected = {
  checked_at: "2026-03-01T08:00:00.000Z",
  checks: [
    { id: "token", state: "ok", title: "Access token", detail: "Valid.", remedy: null },
    { id: "health", state: "warning", title: "Sending", detail: "Limited.", remedy: "WhatsApp Manager" },
  ],
};

const healthy = {
  status: "ok", sending: true, drafter: "template", schema: { state: "ready", needs: all.at(-1) }, oldest_open_card: null,
  last_webhook: { row: 7, at: "2026-03-01T08:00:00.000Z" }, last_send: null, ledger: { witness: "ok" }, problems: [],
};

/** A Worker that answers as it is told to; each signed webhook is the next row. */
async function standIn(t, code, word, health, secret = "s3cr3t", connection = connected, asked = []) {
  let row = 7;
  const server = http.createServer(async (request, response) => {
    asked.push(`${request.method} ${request.url}`);
    let body = "";
    for await (const chunk of request) body += chunk;
    const signature = `sha256=${crypto.createHmac("sha256", secret).update(body).digest("hex")}`;
    const signed = request.method === "POST" && request.headers["x-hub-signature-256"] === signature;
    if (signed) row += 1;
    const known = /^Bearer (t0ken|a-new-token)$/.test(request.headers.authorization);
    const report = health && { ...health, last_webhook: { row, at: "2026-03-01T08:00:00.000Z" } };
    const answers = { "/healthz": [code, JSON.stringify({ status: word })], "/api/reviews": [401, ""], "/api/health": [known ? 200 : 401, JSON.stringify(report)], "/api/connection": connection ? [200, JSON.stringify(connection)] : [403, "{}"] };
    const [status, text] = answers[request.url] ?? [request.method === "POST" ? (signed ? 200 : 401) : 403, ""];
    response.writeHead(status).end(text);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  return `http://127.0.0.1:${server.address().port}`;
}

/** Runs the self-check. */
async function check(url, secrets = {}) {
  const child = spawn(process.execPath, ["scripts/check.mjs", url], { cwd: root, env: { ...process.env, TOKEN: "", META_APP_SECRET: "", ...secrets } });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (text += data));
  const status = await new Promise((resolve) => child.on("close", resolve));
  for (const secret of Object.values(secrets)) assert.ok(!text.includes(secret), "it shows no secret");
  return { status, text };
}

const SECRETS = { TOKEN: "t0ken", META_APP_SECRET: "s3cr3t" };

test("the self-check says what it cannot know without a token and a secret, and how to find out", async (t) => {
  const url = await standIn(t, 200, "ok", healthy);
  const blind = await check(url);
  assert.equal(blind.status, 0, blind.text);
  assert.match(blind.text, /unknown {2}settings, database, sends, ledger: TOKEN is not set\n +TOKEN=… npm run check/);
  assert.match(blind.text, /unknown {2}whether a signed webhook is taken: META_APP_SECRET is not set\n +META_APP_SECRET=…/);
  assert.match(blind.text, /Nothing is missing\. 2 unknown/);
  const whole = await check(url, SECRETS);
  assert.equal(whole.status, 0, whole.text);
  assert.match(whole.text, /ok {6} a signed webhook is taken \(200\)\nok {6} and is in the ledger \(row 8\)/);
  assert.ok(!whole.text.includes("unknown"), whole.text);
});

test("the self-check says what is missing, also of a Worker that cannot record webhooks", async (t) => {
  const half = await check(await standIn(t, 503, "down", { ...healthy, status: "down", schema: { state: "behind", needs: all.at(-1) }, problems: [{ what: "database", detail: `the database lacks the migration ${all.at(-1)}` }] }), SECRETS);
  assert.equal(half.status, 1);
  assert.match(half.text, /MISSING {2}the database lacks the migration .*\n.*migrations apply DB --remote/);
  const poor = await check(await standIn(t, 200, "degraded", { ...healthy, sending: false, problems: [{ what: "setting", detail: "BOT_ENABLED must be true or false; until then it is off" }] }), SECRETS);
  assert.equal(poor.status, 1);
  assert.match(poor.text, /MISSING {2}BOT_ENABLED must be.*\n.*wrangler\.toml/);
  assert.match(poor.text, /sending is OFF/);
  const other = await check(await standIn(t, 200, "ok", healthy, "the Worker's own"), SECRETS);
  assert.equal(other.status, 1);
  assert.match(other.text, /MISSING {2}a signed webhook is taken \(401\)\n.*another META_APP_SECRET/);
  const stranger = await check(await standIn(t, 200, "ok", healthy), { TOKEN: "nobody's" });
  assert.match(stranger.text, /MISSING {2}the token is somebody's/);
});

test("the self-check shows what Meta's side says, to whom that may be shown", async (t) => {
  const well = await check(await standIn(t, 200, "ok", healthy), SECRETS);
  assert.match(well.text, /asked at 2026-03-01T08:00:00\.000Z:\nok {6} Access token: Valid\.\nok {6} Sending: Limited\.\n {11}WhatsApp Manager\n/);
  assert.equal(well.status, 0);
  const dead = { ...connected, checks: [{ id: "token", state: "failing", title: "Access token", detail: "Expired — Meta's code 190", remedy: "a new token" }] };
  const failing = await check(await standIn(t, 200, "degraded", healthy, "s3cr3t", dead), SECRETS);
  assert.match(failing.text, /MISSING {2}Access token: Expired — Meta's code 190\n {11}a new token/);
  assert.equal(failing.status, 1);
  const fresh = await check(await standIn(t, 200, "ok", healthy, "s3cr3t", { ...dead, checked_at: null }), SECRETS);
  assert.match(fresh.text, /unknown {2}what Meta's side says: nobody has asked yet/);
  assert.ok(!fresh.text.includes("190"), fresh.text);
  const auditor = await check(await standIn(t, 200, "ok", healthy, "s3cr3t", null), SECRETS);
  assert.match(auditor.text, /unknown {2}what Meta's side says: the token is not an admin's/);
});

test("the self-check says of wrong signatures, and its own try is counted before it asks", async (t) => {
  const remedy = "copy the app secret";
  const wrong = { checked_at: null, checks: [{ id: "unsigned", state: "warning", title: "Signature of webhooks", detail: "refused", remedy }] };
  const counted = { counted_since: "2026-03-01T07:00:00.000Z", malformed: null, wrong: { count: 9, last_at: "2026-03-01T07:30:00.000Z" } };
  const asked = [];
  const url = await standIn(t, 200, "ok", { ...healthy, unsigned_webhooks: counted }, "s3cr3t", { ...wrong, checked_at: "2026-03-01T08:00:00.000Z" }, asked);
  const { text } = await check(url, SECRETS);
  assert.match(text, /ok {6} Signature of webhooks: refused\n {11}copy the app secret\n/);
  assert.match(text, /wrong signature: at least 9 since 2026-03-01T07:00:00\.000Z, the last at 2026-03-01T07:30:00\.000Z/);
  assert.ok(asked.indexOf("POST /webhook/whatsapp") < asked.indexOf("GET /api/connection"), String(asked));
});

test("the self-check knows a stranger", async (t) => {
  for (const [code, word] of [[200, "up"], [404, "ok"], [503, ""], [503, "ok"]]) {
    const run = await check(await standIn(t, code, word, null));
    assert.equal(run.status, 1);
    assert.match(run.text, /is not this Worker/);
  }
});
