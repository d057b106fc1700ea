// npm start: the Worker in local workerd with D1, a Meta simulator beside it, sample
// customers. No account needed.

import { spawn } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { build } from "./build.mjs";
import { add, sql } from "./reviewer.mjs";
import { vapidKey } from "./vapid.mjs";
import { bin, fail, quietly, root, say, wrangler } from "./tools.mjs";

const WORKER = 8787;
const SIMULATOR = 8788;
const url = `http://127.0.0.1:${WORKER}`;
const phone = `http://127.0.0.1:${SIMULATOR}`;

/** What is made once and found again. */
function kept(name, make) {
  const file = path.join(root, ".local", name);
  if (fs.existsSync(file)) return fs.readFileSync(file, "utf8").trim();
  const value = make();
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, `${value}\n`, { mode: 0o600 });
  return value;
}

/** Local values only; what is set in the environment is used instead. */
const settings = {
  META_APP_SECRET: "local-app-secret",
  WHATSAPP_VERIFY_TOKEN: "local-verify-token",
  WHATSAPP_ACCESS_TOKEN: "local-access-token",
  WHATSAPP_PHONE_NUMBER_ID: "123456123",
  GRAPH_API_URL: `${phone}/graph`,
  BUSINESS_NAME: "Exemple SARL",
  BURST_SECONDS: "3",
  PUBLIC_URL: url,
  ALERT_WEBHOOK_URL: `${phone}/chat`,
  HEARTBEAT_URL: `${phone}/heartbeat`,
  VAPID_PRIVATE_KEY: kept("vapid", vapidKey),
  VAPID_SUBJECT: "mailto:local@example.com",
};
for (const name of [...Object.keys(settings), "BOT_ENABLED", "DRAFTER", "LLM_API_URL", "LLM_MODEL", "LLM_API_KEY", "SENDER_HOURLY_LIMIT", "HOURLY_LIMIT", "MODEL_DAILY_LIMIT", "MODEL_DAILY_SPEND", "LLM_PRICES", "EMBEDDINGS_MODEL", "REMIND_AFTER_MINUTES"]) {
  if (process.env[name] !== undefined) settings[name] = process.env[name];
}

function portIsFree(port) {
  return new Promise((resolve) => {
    const server = net.createServer().once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

async function prepareDatabase() {
  const migrate = wrangler(["d1", "migrations", "apply", "DB", "--local"], { stdio: "pipe", encoding: "utf8", env: { CI: "true" } });
  if (migrate.status !== 0) fail(`The migrations did not apply.\n${migrate.stdout}${migrate.stderr}`);
  const file = path.join(root, ".local", "token");
  const samples = fs.readFileSync(path.join(root, "examples/sample_data/sample.sql"), "utf8").replace(/^--.*$/gm, "");
  let token = fs.existsSync(file) ? fs.readFileSync(file, "utf8").trim() : "";
  const known = sql(`${samples} SELECT count(*) AS n FROM reviewer WHERE name = 'Rani'`)[0].n;
  if (!token || known === 0) {
    token = await add("Rani", "admin");
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, `${token}\n`, { mode: 0o600 });
  }
  return token;
}

for (const port of [WORKER, SIMULATOR]) {
  if (!(await portIsFree(port))) fail(`Port ${port} is taken: stop whatever listens there (another npm start?), then run this again.`);
}
// At once: each has a minute in which it keeps only one core busy.
const [, compiled] = await Promise.all([build(), quietly("the native tools", "cargo", ["build", "--quiet", "--example", "meta_simulator", "--example", "reviewer"])]);
if (!compiled.ok) fail(`The native tools do not compile.\n${compiled.text.slice(-3000)}`);
say("preparing the local database");
const token = await prepareDatabase();

const children = [];
function stop(code) {
  for (const child of children) {
    try {
      process.kill(-child.pid, "SIGTERM");
    } catch {
      // It is gone already.
    }
  }
  process.exit(code);
}
function start(what, command, args, options) {
  const child = spawn(command, args, { cwd: root, detached: true, ...options });
  child.on("close", (code) => {
    console.error(`${what} ended (${code}).`);
    stop(1);
  });
  children.push(child);
}

const vars = Object.entries(settings).flatMap(([name, value]) => ["--var", `${name}:${value}`]);
const log = path.join(root, ".local", "worker.log");
const logged = fs.openSync(log, "w");
start("The Worker", bin("wrangler"), ["dev", "--local", "--port", String(WORKER), "--inspector-port", "0", "--test-scheduled", "--show-interactive-dev-session=false", ...vars], { stdio: ["ignore", logged, logged], env: { ...process.env, CLOUDFLARE_ENV: "", WRANGLER_SEND_METRICS: "false", CLOUDFLARE_CF_FETCH_ENABLED: "false" } });
start("The Meta simulator", path.join(root, "target/debug/examples/meta_simulator"), ["--port", String(SIMULATOR), "--worker", url], { stdio: ["ignore", "ignore", "inherit"], env: { ...process.env, ...settings } });
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => stop(0));

const ready = async () => (await fetch(`${url}/healthz`).catch(() => null))?.ok;
for (let tries = 0; !(await ready()); tries++) {
  if (tries > 300) {
    console.error(fs.readFileSync(log, "utf8").slice(-2000));
    fail("The Worker did not start.");
  }
  await new Promise((resolve) => setTimeout(resolve, 200));
}

// The simulated phone is the one device that is pushed to.
const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
const device = await (await fetch(`${phone}/push/subscription`)).text();
const added = await fetch(`${url}/api/devices`, { method: "POST", headers, body: device });
if (!added.ok) console.error(`The simulated phone is not notified: ${await added.text()}`);

console.log(`
  The phones             ${phone}/     write an order there, and see who is told
  The review desk        ${url}/review     approve it there
  The token              ${token}

  Or by hand, in a POSIX shell:
    TOKEN=${token}
    curl -s -H "authorization: Bearer $TOKEN" ${url}/api/reviews

  The Worker's log: .local/worker.log     Ctrl-C ends it all.
`);

// Local workerd fires no cron triggers of itself.
setInterval(() => fetch(`${url}/__scheduled`).catch(() => {}), 60_000);
