// npm run reviewer: the people who decide, and their tokens.

import crypto from "node:crypto";
import { pathToFileURL } from "node:url";
import { fail, wrangler } from "./tools.mjs";

const HELP = `usage: npm run reviewer -- add NAME --role reviewer|admin|auditor [--email ADDRESS] [--remote]
       npm run reviewer -- list [--remote]
       npm run reviewer -- revoke ID [--remote]

Without --remote: the local database of npm start. A token is shown once; only its
SHA-256 is kept. ADDRESS: what Cloudflare Access knows them by.`;

const ROLES = ["reviewer", "admin", "auditor"];
const quote = (text) => `'${String(text).replaceAll("'", "''")}'`;

/** Runs SQL on the local or the remote database; the rows of its last statement. */
export function sql(command, remote = false) {
  const run = wrangler(["d1", "execute", "DB", remote ? "--remote" : "--local", "--json", "--command", command], { stdio: ["ignore", "pipe", "pipe"], encoding: "utf8" });
  if (run.status !== 0) fail(`The database did not take it. Are the migrations applied, and for --remote, are you logged in?\n${run.stdout}${run.stderr}`.slice(0, 1500));
  return JSON.parse(run.stdout).at(-1)?.results ?? [];
}

function ledger(outcome, id, now) {
  const invocation = `inv_${crypto.randomBytes(16).toString("hex")}`;
  return `INSERT INTO run_ledger (at, invocation, step, outcome, actor) VALUES (${quote(now)}, ${quote(invocation)}, 'reviewer', ${quote(outcome)}, ${quote(id)})`;
}

/** SQL that adds a reviewer with this token. */
export function adding(name, role, token, email = null) {
  const id = `usr_${crypto.randomBytes(8).toString("hex")}`;
  const now = new Date().toISOString();
  const hash = crypto.createHash("sha256").update(token).digest("hex");
  return `INSERT INTO reviewer (id, name, role, token_sha256, created_at, email) VALUES (${quote(id)}, ${quote(name)}, ${quote(role)}, ${quote(hash)}, ${quote(now)}, ${email ? quote(email.toLowerCase()) : "NULL"}); ${ledger("added", id, now)};`;
}

export const freshToken = () => crypto.randomBytes(32).toString("base64url");

function main() {
  const args = process.argv.slice(2);
  const remote = args.includes("--remote");
  const option = (name) => {
    const at = args.indexOf(name);
    return at < 0 ? null : args.splice(at, 2)[1];
  };
  const [role, email] = [option("--role"), option("--email")];
  const [verb, subject] = args.filter((word) => word !== "--remote");
  if (verb === "add" && subject && ROLES.includes(role)) {
    const token = freshToken();
    sql(adding(subject, role, token, email), remote);
    console.log(`${subject} (${role}) may now sign in. The token, shown this once:\n\n  ${token}\n`);
  } else if (verb === "list" && !subject) {
    console.table(sql("SELECT id, name, role, created_at, revoked_at FROM reviewer ORDER BY created_at", remote));
  } else if (verb === "revoke" && /^usr_[\w-]{1,60}$/.test(subject ?? "")) {
    const now = new Date().toISOString();
    const rows = sql(`UPDATE reviewer SET revoked_at = ${quote(now)}, email = NULL WHERE id = ${quote(subject)} AND revoked_at IS NULL RETURNING name`, remote);
    if (rows.length === 0) fail("There is no such reviewer, or the token was revoked before: npm run reviewer -- list");
    sql(ledger("revoked", subject, now), remote);
    console.log(`${rows[0].name}'s token does not work any more.`);
  } else {
    console.log(HELP);
    process.exit(!verb || verb === "--help" ? 0 : 2);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) main();
