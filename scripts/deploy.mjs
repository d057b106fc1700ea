// npm run deploy: builds, migrates the remote database, deploys.

import fs from "node:fs";
import path from "node:path";
import { build } from "./build.mjs";
import { sql } from "./reviewer.mjs";
import { fail, migrations, root, wrangler } from "./tools.mjs";

const toml = fs.readFileSync(path.join(root, "wrangler.toml"), "utf8");
if (toml.includes("00000000-0000-0000-0000-000000000000")) {
  fail("wrangler.toml has no database yet: run `npx wrangler d1 create sodimo-core` and put the database_id that it prints into wrangler.toml.");
}
await build();
const migrated = wrangler(["d1", "migrations", "apply", "DB", "--remote"]);
if (migrated.status !== 0) fail("The migrations were not applied; nothing was deployed.");
// Whoever answers wrangler's question with no is told nothing, and gets the same exit code.
const applied = new Set(sql("SELECT name FROM d1_migrations", true).map(({ name }) => name));
const left = migrations().filter((name) => !applied.has(name));
if (left.length > 0) fail(`Nothing was deployed: the new code needs ${left.join(", ")}, which ${left.length === 1 ? "was" : "were"} not applied.`);
const deployed = wrangler(["deploy", ...process.argv.slice(2)]);
if (deployed.status !== 0) fail("wrangler deploy failed.");
console.log("\nDeployed. What is still missing: npm run check -- https://THE-URL-ABOVE");
