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

/** Notes what it is asked; answers as ANSWERS says, by its second and third word. */
const WRANGLER = `#!/usr/bin/env node
const args = process.argv.slice(2);
require("node:fs").appendFileSync(process.env.ASKED, args.join(" ") + "\\n");
const { code = 0, out = "" } = JSON.parse(process.env.ANSWERS)[args.slice(0, 2).join(" ")] ?? {};
process.stdout.write(out);
process.exitCode = code;
`;

/** Runs the deployment of a copy of this project, whose build is there already. */
function deploy(t, answers) {
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
  put("wrangler.toml", fs.readFileSync(path.join(root, "wrangler.toml"), "utf8").replace("00000000-0000-0000-0000-000000000000", "11111111-0000-0000-0000-000000000000"));
  fs.cpSync(path.join(root, "migrations"), path.join(copy, "migrations"), { recursive: true });
  const asked = path.join(copy, "asked");
  const run = spawnSync("node", ["scripts/deploy.mjs", "--name", "x"], { cwd: copy, encoding: "utf8", env: { ...process.env, ASKED: asked, ANSWERS: JSON.stringify(answers) } });
  return { ...run, asked: fs.readFileSync(asked, "utf8").trim().split("\n") };
}

const all = fs.readdirSync(path.join(root, "migrations")).filter((name) => name.endsWith(".sql")).sort();
const applied = (names) => ({ out: JSON.stringify([{ results: names.map((name) => ({ name })), success: true }]) });

test("it is deployed when every migration is applied", (t) => {
  const run = deploy(t, { "d1 execute": applied(all) });
  assert.equal(run.status, 0, run.stderr);
  assert.equal(run.asked[0], "d1 migrations apply DB --remote");
  assert.match(run.asked[1], /^d1 execute DB --remote --json --command SELECT name FROM d1_migrations$/);
  assert.equal(run.asked[2], "deploy --name x");
});

test("nothing is deployed when wrangler's question was answered with no", (t) => {
  for (const [names, left] of [[[], all.join(", ")], [all.slice(0, -1), all.at(-1)]]) {
    const run = deploy(t, { "d1 execute": applied(names) });
    assert.equal(run.status, 1);
    assert.equal(run.asked.length, 2, `asked: ${run.asked}`);
    assert.ok(run.stderr.includes(left), run.stderr);
    assert.equal(run.stderr.trim().split("\n").length, 1, "one sentence");
  }
});

test("nothing is deployed when migrating fails or nobody knows what was applied", (t) => {
  for (const answers of [{ "d1 migrations": { code: 1 } }, { "d1 execute": { code: 1 } }]) {
    const run = deploy(t, answers);
    assert.equal(run.status, 1);
    assert.ok(!run.asked.some((line) => line.startsWith("deploy")), `asked: ${run.asked}`);
  }
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

/** Runs the self-check against a Worker whose health is this. */
async function check(t, code, health) {
  const worker = http.createServer((request, response) => {
    const answers = { "/healthz": [code, JSON.stringify(health)], "/api/reviews": [401, ""] };
    const [status, body] = answers[request.url] ?? [request.method === "POST" ? 401 : 403, ""];
    response.writeHead(status).end(body);
  });
  await new Promise((resolve) => worker.listen(0, "127.0.0.1", resolve));
  t.after(() => worker.close());
  const child = spawn("node", ["scripts/check.mjs", `http://127.0.0.1:${worker.address().port}`], { cwd: root });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (text += data));
  const status = await new Promise((resolve) => child.on("close", resolve));
  return { status, text };
}

const healthy = { status: "ok", version: "0.1.0", bot_enabled: true, drafter: "template", database: "ok", configured: {}, problems: [] };

test("the self-check says what is missing, also of a Worker that cannot record webhooks", async (t) => {
  const whole = await check(t, 200, healthy);
  assert.equal(whole.status, 0, whole.text);
  const half = await check(t, 503, { ...healthy, status: "down", database: "not migrated" });
  assert.equal(half.status, 1);
  assert.match(half.text, /MISSING {2}database: not migrated\n +npx wrangler d1 migrations apply DB --remote/);
  const poor = await check(t, 200, { ...healthy, status: "degraded", bot_enabled: false, problems: ["BOT_ENABLED must be true or false; until then it is off"] });
  assert.equal(poor.status, 1);
  assert.match(poor.text, /MISSING {2}BOT_ENABLED must be.*\n.*wrangler\.toml/);
  assert.match(poor.text, /sending is OFF/);
});

test("the self-check knows a stranger", async (t) => {
  for (const [code, health] of [[200, { status: "up" }], [404, healthy], [503, {}], [503, healthy]]) {
    const run = await check(t, code, health);
    assert.equal(run.status, 1);
    assert.match(run.text, /is not this Worker/);
  }
});
