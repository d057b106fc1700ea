// npm run reviewer: the people who decide, and their tokens.

import { spawnSync } from "node:child_process";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { fail, quietly, root, wrangler } from "./tools.mjs";

const HELP = `usage: npm run reviewer -- add NAME --role reviewer|admin|auditor|assistant [--email ADDRESS] [--remote]
       npm run reviewer -- list [--remote]
       npm run reviewer -- revoke ID [--remote]

Without --remote: the local database of npm start. A token is shown once; only its
SHA-256 is kept. ADDRESS: what Cloudflare Access knows them by.`;

const ROLES = ["reviewer", "admin", "auditor", "assistant"];

/** Runs SQL on the local or the remote database, as one transaction; the rows of each statement. */
function transaction(command, remote) {
  // Not --file: of a file, the remote database returns no rows, and it answers nobody meanwhile.
  const run = wrangler(["d1", "execute", "DB", remote ? "--remote" : "--local", "--json", "--command", command], { stdio: ["ignore", "pipe", "pipe"], encoding: "utf8" });
  if (run.status !== 0) fail(`The database did not take it. Are the migrations applied, and for --remote, are you logged in?\n${run.stdout}${run.stderr}`.slice(0, 1500));
  return JSON.parse(run.stdout).map(({ results }) => results ?? []);
}

/** Runs SQL likewise; the rows of its last statement. */
export function sql(command, remote = false) {
  return transaction(command, remote).at(-1) ?? [];
}

/** The SQL that the Worker's own step would run. */
async function written(...args) {
  const built = await quietly("the reviewer tool", "cargo", ["build", "--quiet", "--example", "reviewer"]);
  if (!built.ok) fail(`The reviewer tool does not compile. Is Rust there? https://rustup.rs\n${built.text.slice(-3000)}`);
  const run = spawnSync(path.join(root, "target/debug/examples/reviewer"), args, { encoding: "utf8" });
  if (run.status !== 0) fail(run.stderr?.trim() || "The reviewer tool did not run.");
  return JSON.parse(run.stdout);
}

/** Adds a reviewer; returns their token. */
export async function add(name, role, email = null, remote = false) {
  const { token, sql: script } = await written("add", name, role, ...(email ? [email] : []));
  const [added] = transaction(script, remote);
  if (added.length === 0) fail("Somebody has that e-mail address.");
  return token;
}

/** Revokes a reviewer; returns their name. */
async function revoke(id, remote) {
  const [revoked, , named] = transaction((await written("revoke", id)).sql, remote);
  if (revoked.length === 0) fail("There is no such reviewer, or the token was revoked before: npm run reviewer -- list");
  return named[0].name;
}

async function main() {
  const args = process.argv.slice(2);
  const remote = args.includes("--remote");
  const option = (name) => {
    const at = args.indexOf(name);
    return at < 0 ? null : args.splice(at, 2)[1];
  };
  const [role, email] = [option("--role"), option("--email")];
  const [verb, subject] = args.filter((word) => word !== "--remote");
  if (verb === "add" && subject && ROLES.includes(role)) {
    const token = await add(subject, role, email, remote);
    console.log(`${subject} (${role}) may now sign in. The token, shown this once:\n\n  ${token}\n`);
  } else if (verb === "list" && !subject) {
    console.table(sql("SELECT id, name, role, created_at, revoked_at FROM reviewer ORDER BY created_at", remote));
  } else if (verb === "revoke" && /^usr_[\w-]{1,60}$/.test(subject ?? "")) {
    console.log(`${await revoke(subject, remote)}'s token does not work any more.`);
  } else {
    console.log(HELP);
    process.exit(!verb || verb === "--help" ? 0 : 2);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await main();
