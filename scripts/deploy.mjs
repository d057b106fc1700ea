// npm run deploy [-- --env staging] [--by-file] [--admin NAME]: builds, migrates the remote
// database, sees to it that somebody can sign in, deploys, checks. It stops at the first no.

import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { build } from "./build.mjs";
import { add, sql } from "./reviewer.mjs";
import { config, fail, migrations, root, say, wrangler } from "./tools.mjs";

const NOTES = "CREATE TABLE IF NOT EXISTS d1_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)";

const args = process.argv.slice(2);
/** Takes an option out of the arguments: its value, or whether it is there. */
function take(name, valued) {
  const at = args.indexOf(name);
  if (at < 0) return null;
  const [, value] = args.splice(at, valued ? 2 : 1);
  return valued ? value : true;
}
const byFile = take("--by-file", false);
const admin = take("--admin", true) ?? os.userInfo().username;
// What wrangler and all that calls it take the environment from.
const environment = take("--env", true);
if (environment) process.env.CLOUDFLARE_ENV = environment;

const { vars, d1_databases: [database] } = await config();
if (database.database_id.startsWith("00000000-0000-")) {
  fail(`wrangler.toml has no database yet${environment ? ` for ${environment}` : ""}: run \`npx wrangler d1 create ${database.database_name} --jurisdiction eu\` and put the database_id that it prints into wrangler.toml.`);
}

const left = () => {
  // Whoever answers wrangler's question with no is told nothing, and gets the same exit code.
  const applied = new Set(sql("SELECT name FROM d1_migrations", true).map(({ name }) => name));
  return migrations().filter((name) => !applied.has(name));
};

/** The whole file at once, and its note: D1 then cuts nothing on its own. */
function applyByFile() {
  sql(NOTES, true);
  for (const name of left()) {
    say(`applying ${name} as a file`);
    const applied = wrangler(["d1", "execute", "DB", "--remote", "--file", path.join("migrations", name)]);
    if (applied.status !== 0) fail(`${name} was not applied; nothing was deployed.`);
    sql(`INSERT INTO d1_migrations (name) VALUES ('${name}')`, true);
  }
}

await build();
if (byFile) applyByFile();
else if (wrangler(["d1", "migrations", "apply", "DB", "--remote"]).status !== 0) {
  fail("The migrations were not applied; nothing was deployed. If D1 did not understand a file that is applied here: npm run deploy -- --by-file");
}
const missing = left();
if (missing.length > 0) fail(`Nothing was deployed: the new code needs ${missing.join(", ")}, which ${missing.length === 1 ? "was" : "were"} not applied.`);

let token = process.env.TOKEN;
if (sql("SELECT 1 AS n FROM reviewer WHERE role = 'admin' AND revoked_at IS NULL LIMIT 1", true).length === 0) {
  token = await add(admin, "admin", null, true);
  console.log(`\nNobody could sign in yet. ${admin} is an admin now. The token, shown this once:\n\n  ${token}\n`);
}

// wrangler notes there where it deployed to.
const notes = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "deploy-")), "notes");
const deployed = wrangler(["deploy", ...args], { env: { WRANGLER_OUTPUT_FILE_PATH: notes } });
const noted = fs.existsSync(notes) ? fs.readFileSync(notes, "utf8").trim().split("\n").map((line) => JSON.parse(line)) : [];
fs.rmSync(path.dirname(notes), { recursive: true });
if (deployed.status !== 0) fail("wrangler deploy failed.");

const target = vars.PUBLIC_URL || noted.find(({ type }) => type === "deploy")?.targets?.find((target) => target.includes(".")) || "";
const url = target && (/^https?:/.test(target) ? target : `https://${target.split(" ")[0]}`);
if (!url) {
  console.log("\nDeployed. Where to, wrangler says above. What is still missing: npm run check -- https://THAT-ADDRESS");
  process.exit(0);
}
console.log(`\nDeployed to ${url}`);
const checked = spawnSync(process.execPath, [path.join(root, "scripts/check.mjs"), url], { stdio: "inherit", env: { ...process.env, ...(token ? { TOKEN: token } : {}) } });
if (checked.status !== 0) fail("It is deployed, and something is missing: see above.");
