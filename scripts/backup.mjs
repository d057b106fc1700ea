// npm run backup [-- --url URL] [--now] [--local]: a verified copy of the database in backups/,
// with the ledger's head beside it.

import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { counts, read } from "./backup_file.mjs";
import { config, fail, root, say, wrangler } from "./tools.mjs";

const HELP = `usage: npm run backup [-- --url URL] [--now] [--local]
  --url URL  the Worker's address; PUBLIC_URL of wrangler.toml if it is set
  --now      also between 7 and 20 o'clock
  --local    the database of npm start
  TOKEN of an auditor or admin in the environment fetches the ledger's head,
  META_APP_SECRET checks the seals.`;

const args = process.argv.slice(2);
const flag = (name) => args.includes(name);
const option = (name) => args[args.indexOf(name) + 1 || args.length];
if (flag("--help")) {
  console.log(HELP);
  process.exit(0);
}
const where = flag("--local") ? "--local" : "--remote";
const hour = new Date().getHours();
if (where === "--remote" && hour >= 7 && hour < 20 && !flag("--now")) {
  fail("The export blocks the database while it runs: webhooks and the desk wait or fail until it is done. Do it in a quiet hour, or with --now.");
}
const url = (option("--url") ?? (await config()).vars.PUBLIC_URL ?? "").replace(/\/+$/, "");

const directory = path.join(root, "backups");
fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
const name = path.join(directory, new Date().toISOString().slice(0, 19).replace(/[:T]/g, "-"));
const [file, headFile] = [`${name}.sql`, `${name}.head.json`];

/** Before the export: what is sealed meanwhile must not be missed in it. */
async function head() {
  if (!url || !process.env.TOKEN) return null;
  const answer = await fetch(`${url}/api/ledger/head`, { headers: { authorization: `Bearer ${process.env.TOKEN}` } }).catch(() => null);
  if (answer?.status !== 200) fail(`${url}/api/ledger/head did not answer (${answer?.status ?? "no connection"}): TOKEN has to be an auditor's or an admin's.`);
  return answer.text();
}

const known = await head();
if (known) fs.writeFileSync(headFile, known, { mode: 0o600 });
else say("the ledger's head is not kept: for that set TOKEN, and PUBLIC_URL or --url");
say("exporting; the database answers nobody meanwhile");
fs.writeFileSync(file, "", { mode: 0o600 });
const exported = wrangler(["d1", "export", "DB", where, "--output", file], { stdio: "pipe", encoding: "utf8" });
if (exported.status !== 0) fail(`The export failed.\n${exported.stdout}${exported.stderr}`.slice(0, 2000));
fs.chmodSync(file, 0o600);

const verified = spawnSync("cargo", ["run", "-q", "--release", "--example", "ledger_verify", "--", file, ...(known ? ["--head", headFile] : [])], { cwd: root, encoding: "utf8" });
console.log(`${verified.stdout ?? ""}${verified.stderr ?? ""}`.trim());
if (verified.status !== 0) fail(`The copy is kept, and its ledger is not as it was: ${file}`);
let rows;
try {
  rows = counts(read(file));
} catch (error) {
  fail(`The copy is kept, and cannot be restored: ${error.message}\n${file}`);
}
console.log(`\n${file}\n${rows.customers} customers, ${rows.review_queue} cards, ${rows.run_ledger} ledger rows: it can be restored.`);
console.log("It holds names, numbers and messages: keep it as you keep those, and delete it when they have to go.");
