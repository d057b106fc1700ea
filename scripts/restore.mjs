// npm run restore -- FILE --remote|--local: the rows of a backup in a new, empty database.

import crypto from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { counts, read, statements } from "./backup_file.mjs";
import { sql } from "./reviewer.mjs";
import { fail, say, wrangler } from "./tools.mjs";

const args = process.argv.slice(2);
const where = ["--remote", "--local"].find((name) => args.includes(name));
const [file] = args.filter((arg) => !arg.startsWith("--"));
if (!file || !where) {
  console.log("usage: npm run restore -- FILE --remote|--local\n  FILE  what npm run backup wrote. The database of wrangler.toml has to be new and empty.");
  process.exit(2);
}
const remote = where === "--remote";
const ask = (command) => sql(command, remote);

let database;
try {
  database = read(file);
} catch (error) {
  fail(`${file} cannot be restored: ${error.message}`);
}
const wanted = counts(database);

if (ask("SELECT 1 AS n FROM sqlite_master WHERE name = 'd1_migrations'").length > 0) {
  const [{ n }] = ask("SELECT (SELECT count(*) FROM run_ledger) + (SELECT count(*) FROM reviewer) AS n");
  if (n > 0) fail("The database of wrangler.toml is not empty: a backup goes into a new one (docs/operating.md, Restoring a backup).");
}
const migrated = wrangler(["d1", "migrations", "apply", "DB", where]);
if (migrated.status !== 0) fail("The migrations were not applied; nothing was restored.");

const rows = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "restore-")), "rows.sql");
// Cards wait for a person, and nothing is sealed, until an admin has read what is missing.
const alarm = `INSERT INTO ledger_alarm (what, since, invocation) VALUES ('went_back', '${new Date().toISOString()}', 'inv_${crypto.randomBytes(16).toString("hex")}');`;
fs.writeFileSync(rows, `${[...statements(database), alarm].join("\n")}\n`, { mode: 0o600 });
say("putting the rows in");
const restored = wrangler(["d1", "execute", "DB", where, "--file", rows, "--yes"], { stdio: "pipe", encoding: "utf8" });
fs.rmSync(path.dirname(rows), { recursive: true });
if (restored.status !== 0) fail(`The rows were not taken; begin again with another new database.\n${restored.stdout}${restored.stderr}`.slice(0, 2000));

const names = Object.keys(wanted);
const [found] = ask(`SELECT ${names.map((name) => `(SELECT count(*) FROM "${name}") AS "${name}"`).join(", ")}`);
// The alarm wrote one row for each card that it holds.
const short = names.filter((name) => (name === "run_ledger" ? found[name] < wanted[name] : found[name] !== wanted[name]));
if (short.length > 0) fail(`Not every row arrived, of ${short.join(", ")}: begin again with another new database.`);
console.log(`\n${found.customers} customers, ${found.review_queue} cards, ${found.run_ledger} ledger rows.
Each open card waits until somebody has said whether it was answered. Next: npm run deploy; then, a
minute later, an admin reads what is missing and acknowledges it on the desk, at /review/ledger.`);
