// A rehearsal: a business's database is backed up, and put into a new one.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";

const root = path.join(import.meta.dirname, "..");

/** A copy of this project with a database of its own, in real wrangler. */
function business(t) {
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), "backup-"));
  t.after(() => fs.rmSync(copy, { recursive: true, force: true }));
  for (const name of ["scripts", "migrations", "package.json", "package-lock.json", "wrangler.toml"]) fs.cpSync(path.join(root, name), path.join(copy, name), { recursive: true });
  for (const name of ["node_modules", "target"]) fs.symlinkSync(path.join(root, name), path.join(copy, name));
  fs.mkdirSync(path.join(copy, "bin"));
  // The verifier is this project's.
  const verifier = path.join(root, "target/debug/examples/ledger_verify");
  fs.writeFileSync(path.join(copy, "bin/cargo"), `#!/bin/sh\nwhile [ "$1" != "--" ]; do shift; done\nshift\nexec ${verifier} "$@"\n`, { mode: 0o755 });
  const env = { ...process.env, CI: "true", WRANGLER_SEND_METRICS: "false", PATH: `${path.join(copy, "bin")}${path.delimiter}${process.env.PATH}` };
  const wrangler = (...args) => {
    const { status, stdout, stderr } = spawnSync(path.join(copy, "node_modules/.bin/wrangler"), ["d1", ...args], { cwd: copy, encoding: "utf8", env });
    assert.equal(status, 0, `${stdout}${stderr}`);
    return stdout;
  };
  return {
    copy,
    migrate: () => wrangler("migrations", "apply", "DB", "--local"),
    load: (file) => wrangler("execute", "DB", "--local", "--file", file, "--yes"),
    sql: (text) => JSON.parse(wrangler("execute", "DB", "--local", "--json", "--command", text)).at(-1).results,
    async run(script, args, more = {}) {
      const child = spawn(process.execPath, [`scripts/${script}.mjs`, ...args], { cwd: copy, env: { ...env, ...more } });
      let text = "";
      for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (text += data));
      const status = await new Promise((resolve) => child.on("close", resolve));
      return { status, text };
    },
  };
}

/** Answers as the Worker would, to whoever brings the token. */
async function worker(t, head) {
  const server = http.createServer((request, response) => {
    const known = request.url === "/api/ledger/head" && request.headers.authorization === "Bearer auditor";
    response.writeHead(known ? 200 : 401).end(known ? JSON.stringify(head) : "");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  return `http://127.0.0.1:${server.address().port}`;
}

const NOTE = "It's a «note»\nof two lines; with ?1 -- BEGIN\r\n🫒 \u{f0000}";
const quoted = (text) => `'${text.replaceAll("'", "''").replaceAll("\n", "' || char(10) || '").replaceAll("\r", "' || char(13) || '")}'`;

const ROWS = `
INSERT INTO reviewer (id, name, role, token_sha256, created_at) VALUES ('usr_1', 'Rani', 'admin', 'x', '2026-01-01T00:00:00.000Z');
INSERT INTO customers (id, name) VALUES ('c1', 'Épicerie Exemple');
INSERT INTO orders (id, customer_id, placed_at, summary) VALUES ('o1', 'c1', '2026-01-01', ${quoted(NOTE)});
INSERT INTO orders (id, customer_id, placed_at, summary) VALUES ('o2', 'c1', '2026-01-01', (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 11000) SELECT group_concat('carton n° ' || i, ', ') FROM n));
INSERT INTO review_queue (id, write_id, sender_id, customer_id, state, version, opened_at, received_at, window_closes_at, gate_verdict, gate_evidence)
SELECT 'rev_' || s.value, 'w', 'snd_' || s.value, 'c1', s.value, 1, 'x', 'x', '2999-01-01T00:00:00.000Z', 'not_an_order', '[]' FROM json_each('["pending","sent"]') AS s;
INSERT INTO run_ledger (at, invocation, step, outcome) VALUES ('2026-01-01T00:00:00.000Z', 'inv_1', 'webhook', 'odd');
UPDATE retention SET through = 7;
DELETE FROM saved_reply WHERE id = 'price-en';
UPDATE saved_reply SET text = 'Ouverts le lundi.' WHERE id = 'hours-fr';
`;

test("a backup is verified and restored into a new database, where open cards wait for a person", async (t) => {
  assert.equal(spawnSync("cargo", ["build", "--quiet", "--example", "ledger_verify", "--example", "reviewer"], { cwd: root, stdio: "inherit" }).status, 0);
  const before = business(t);
  before.migrate();
  fs.writeFileSync(path.join(before.copy, "rows.sql"), ROWS);
  before.load("rows.sql");
  const url = await worker(t, { newest: null, ended: [], alarms: [] });

  const refused = await before.run("backup", ["--local", "--url", url], { TOKEN: "somebody" });
  assert.equal(refused.status, 1);
  assert.match(refused.text, /TOKEN has to be an auditor's/);
  const backup = await before.run("backup", ["--local", "--url", url], { TOKEN: "auditor" });
  assert.equal(backup.status, 0, backup.text);
  assert.match(backup.text, /unbroken, end not checked[^]*1 customers, 2 cards, 1 ledger rows: it can be restored/);
  const files = fs.readdirSync(path.join(before.copy, "backups")).sort();
  const [file] = files.filter((name) => name.endsWith(".sql"));
  assert.ok(files.includes(file.replace(".sql", ".head.json")), files);
  const full = path.join(before.copy, "backups", file);
  assert.equal(fs.statSync(full).mode & 0o077, 0, "nobody else reads it");

  const occupied = await before.run("restore", [full, "--local"]);
  assert.equal(occupied.status, 1);
  assert.match(occupied.text, /is not empty/);
  const after = business(t);
  const restored = await after.run("restore", [full, "--local"]);
  assert.equal(restored.status, 0, restored.text);
  assert.deepEqual(after.sql("SELECT id, state FROM review_queue ORDER BY id"), [{ id: "rev_pending", state: "unknown" }, { id: "rev_sent", state: "sent" }]);
  const alarms = after.sql("SELECT what, settled_at FROM ledger_alarm");
  assert.deepEqual(alarms, [{ what: "went_back", settled_at: null }]);
  assert.deepEqual(after.sql("SELECT outcome, reason FROM run_ledger ORDER BY id"), [{ outcome: "odd", reason: null }, { outcome: "unknown", reason: "restored" }]);
  const orders = "SELECT id, length(summary) AS n, hex(substr(summary, -60)) AS summary FROM orders ORDER BY id";
  assert.deepEqual(after.sql(orders), before.sql(orders));
  assert.deepEqual(after.sql("SELECT through FROM retention"), [{ through: 7 }]);
  const replies = "SELECT * FROM saved_reply ORDER BY id";
  assert.deepEqual(after.sql(replies), before.sql(replies), "what was removed does not come back");
  assert.deepEqual(after.sql("SELECT name FROM d1_migrations ORDER BY id"), before.sql("SELECT name FROM d1_migrations ORDER BY id"));
});

test("a backup whose ledger was tampered with is kept and said to be so", async (t) => {
  const shop = business(t);
  shop.migrate();
  fs.writeFileSync(path.join(shop.copy, "rows.sql"), `${ROWS}DROP TRIGGER run_ledger_no_update;\n`);
  shop.load("rows.sql");
  const backup = await shop.run("backup", ["--local"]);
  assert.equal(backup.status, 1, backup.text);
  assert.match(backup.text, /NOT AS IT WAS: the triggers[^]*its ledger is not as it was/);
});

test("a file that is no full export is not restored", async (t) => {
  const shop = business(t);
  for (const [text, why] of [["", "no full export"], [`INSERT INTO "d1_migrations" ("id","name") VALUES(1,'9999_later.sql');`, "later version"]]) {
    fs.writeFileSync(path.join(shop.copy, "half.sql"), text);
    const restored = await shop.run("restore", ["half.sql", "--local"]);
    assert.equal(restored.status, 1);
    assert.ok(restored.text.includes(why), restored.text);
  }
});
