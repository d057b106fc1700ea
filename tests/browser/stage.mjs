// The built Worker in real workerd, Meta's stand-in beside it, and a real Chromium.

import { chromium } from "playwright-core";
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import { createRequire } from "node:module";
import net from "node:net";
import os from "node:os";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");
export const shots = path.join(import.meta.dirname, "screenshots");

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export const people = { rani: { token: "token-of-rani", role: "admin", name: "Rani" }, paul: { token: "token-of-paul", role: "reviewer", name: "Paul" } };

function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

const axe = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds serious. */
export async function serious(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run());
  const found = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  return found.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 160))]);
}

/** Looks at pages of this name: nothing is wider than the screen, nothing serious for axe, and a picture is left. */
export const looking = (of) => async (page, name) => {
  // Buttons that rest are paler, for less than a second.
  await page.waitForFunction(() => !document.querySelector(".settling"));
  fs.mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: path.join(shots, `${of}-${name}.png`), fullPage: true });
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} is wider than the screen`);
  if (await page.evaluate(() => document.documentElement.classList.contains("js"))) assert.deepEqual(await serious(page), [], name);
  assert.deepEqual(page.trouble, []);
};

/** A tap, once buttons no longer rest because something moved. */
export async function taps(button) {
  await new Promise((resolve) => setTimeout(resolve, 800));
  await button.click();
}

async function until(what, ready, seconds = 30) {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const found = await ready();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export const ORDER = "Bonjour\n10 cartons harissa\n2 bidons huile svp";

/** Knocks a minute: everybody of a test comes from one address. */
const KNOCKS = 100000;

/** Starts everything, with these settings besides; `stop` ends it. */
export async function start(besides = {}) {
  const state = fs.mkdtempSync(path.join(os.tmpdir(), "desk-"));
  const env = { ...process.env, WRANGLER_SEND_METRICS: "false", CI: "true", XDG_CONFIG_HOME: state };
  const wrangler = (args, tries = 5) => {
    const run = spawnSync(process.execPath, [path.join(root, "node_modules/.bin/wrangler"), ...args], { cwd: root, env, encoding: "utf8" });
    // The Worker writes into the same file.
    if (run.status !== 0 && tries > 1 && run.stdout.includes("SQLITE_BUSY")) return wrangler(args, tries - 1);
    if (run.status !== 0) throw new Error(`wrangler ${args[0]}: ${run.stdout}${run.stderr}`);
    return run.stdout;
  };
  const sql = (command) => JSON.parse(wrangler(["d1", "execute", "DB", "--local", "--persist-to", state, "--json", "--command", command])).at(-1)?.results ?? [];
  wrangler(["d1", "migrations", "apply", "DB", "--local", "--persist-to", state]);
  const hash = (token) => crypto.createHash("sha256").update(token).digest("hex");
  const rows = Object.entries(people).map(([id, { token, role, name }]) => `('usr_${id}', '${name}', '${role}', '${hash(token)}', '2026-01-01T00:00:00.000Z')`);
  sql(`INSERT INTO reviewer (id, name, role, token_sha256, created_at) VALUES ${rows.join(", ")}`);

  const [worker, meta] = [await freePort(), await freePort()];
  const [url, phone] = [`http://127.0.0.1:${worker}`, `http://127.0.0.1:${meta}`];
  const settings = {
    META_APP_SECRET: "desk-app-secret", WHATSAPP_VERIFY_TOKEN: "desk-verify-token", WHATSAPP_ACCESS_TOKEN: "desk-access-token",
    WHATSAPP_PHONE_NUMBER_ID: "123456123", GRAPH_API_URL: `${phone}/graph`, BUSINESS_NAME: "Exemple SARL", BURST_SECONDS: "0",
    ALERT_WEBHOOK_URL: `${phone}/chat`, SENDER_HOURLY_LIMIT: "1000", HOURLY_LIMIT: "10000", ...besides,
  };
  const vars = Object.entries(settings).flatMap(([name, value]) => ["--var", `${name}:${value}`]);
  const log = fs.openSync(path.join(state, "log"), "w");
  const children = [
    spawn(process.execPath, ["tests/workerd.mjs", "--port", String(worker), "--persist-to", state, "--knocks", String(KNOCKS), ...vars], { cwd: root, detached: true, stdio: ["ignore", log, log] }),
    spawn(path.join(root, "target/debug/examples/meta_simulator"), ["--port", String(meta), "--worker", url], { env: { ...process.env, ...settings }, detached: true, stdio: "ignore" }),
  ];
  let browser;
  const stop = async () => {
    await browser?.close();
    for (const child of children) process.kill(-child.pid, "SIGKILL");
    fs.rmSync(state, { recursive: true, force: true });
  };
  try {
    await until("the Worker", async () => (await fetch(`${url}/healthz`).catch(() => null))?.ok, 60);
    await until("the Meta simulator", async () => (await fetch(`${phone}/api/messages`).catch(() => null))?.ok);
    browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: FLAGS });
  } catch (error) {
    await stop();
    throw error;
  }
  return new Stage({ url, phone, browser, sql, stop });
}

class Stage {
  #serial = 0;

  constructor(parts) {
    Object.assign(this, parts);
  }

  async api(method, where, body, token = people.rani.token) {
    // `sql` holds this process up, and workerd may close a connection meanwhile.
    const headers = { connection: "close", authorization: `Bearer ${token}`, "content-type": "application/json", "idempotency-key": crypto.randomUUID() };
    const response = await fetch(this.url + where, { method, headers, body: body && JSON.stringify(body) });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : null };
  }

  /** A customer on the allowlist; writes as them. */
  async customer(name, language = "fr") {
    const address = `3361${String(++this.#serial).padStart(7, "0")}`;
    await this.api("PUT", `/api/allowlist/${address}`, { customer_id: `c-${address}`, customer_name: name, language, opt_in_note: "invented" });
    return { name, address, writes: (text) => this.writes(address, text) };
  }

  async writes(customer, text, name = "Profile Name") {
    const response = await fetch(`${this.phone}/api/messages`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ customer, name, text }) });
    if ((await response.json()).status !== 200) throw new Error("the Worker did not take the message");
  }

  async graphAnswers(mode) {
    await fetch(`${this.phone}/api/mode`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ mode }) });
  }

  sends = async () => (await fetch(`${this.phone}/api/sends`)).json();

  /** The customer's card in a state, once it is there. */
  card(customer, state = "pending") {
    return until(`a ${state} card of ${customer.name}`, async () => {
      const { body } = await this.api("GET", `/api/reviews?state=${state}&limit=100`);
      return body.reviews.find((card) => card.customer.name === customer.name);
    });
  }

  /** A browser window of somebody who is signed in. */
  async desk(who, { width = 360, dark = false, path: where = "/review", locale = "fr-FR", javaScriptEnabled = true } = {}) {
    const page = await this.window({ width, dark, locale, javaScriptEnabled });
    await page.goto(this.url + where);
    await page.fill("#token", people[who].token);
    await page.click("button.primary");
    await page.waitForSelector("header.top");
    // The script comes after the page; keys that are pressed before it are nobody's.
    await page.waitForLoadState("load");
    return page;
  }

  /** A customer whose order has its card. */
  async ordered(name, words = ORDER) {
    const customer = await this.customer(name);
    await customer.writes(words);
    await this.card(customer);
    return customer;
  }

  /** Customers with cards, in the order of the queue. */
  async several(name, n) {
    const made = [];
    for (let i = 0; i < n; i++) made.push(await this.ordered(`${name} ${i}`));
    const { reviews } = (await this.api("GET", "/api/reviews?limit=100")).body;
    return reviews.map(({ customer }) => made.find(({ name }) => name === customer.name));
  }

  /** A browser window of nobody. Anything that a script would do is an error. */
  async window({ width = 360, dark = false, locale = "fr-FR", javaScriptEnabled = true } = {}) {
    const context = await this.browser.newContext({ viewport: { width, height: width < 500 ? 740 : 900 }, colorScheme: dark ? "dark" : "light", locale, javaScriptEnabled });
    const page = await context.newPage();
    page.trouble = [];
    page.on("dialog", (dialog) => { page.trouble.push(`a dialog: ${dialog.message()}`); dialog.dismiss(); });
    page.on("pageerror", (error) => page.trouble.push(`an error: ${error.message}`));
    page.on("console", (message) => { if (/Content Security Policy/.test(message.text())) page.trouble.push(message.text()); });
    return page;
  }
}

export { until };
