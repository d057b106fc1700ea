// The device that rings: the service worker in a real browser, and what the Worker pushed and told,
// opened and checked by libraries that others wrote.

import assert from "node:assert/strict";
import crypto from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { after, before, test } from "node:test";
import ece from "http_ece";
import { Webhook } from "standardwebhooks";
import { serious, shots, start, until } from "./stage.mjs";

const ORDER = "Bonjour\n10 cartons harissa\n2 bidons huile svp";
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

// A push service and a CRM that keep what they get, as it came.
const heard = [];
const outside = http.createServer((request, response) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    heard.push({ path: request.url, headers: request.headers, body: Buffer.concat(parts) });
    response.writeHead(201).end();
  });
});

// A browser's subscription, whose private half is kept here.
const browser = crypto.createECDH("prime256v1");
browser.generateKeys();
const auth = crypto.randomBytes(16);

let stage, at;
before(async () => {
  fs.mkdirSync(shots, { recursive: true });
  await new Promise((resolve) => outside.listen(0, "127.0.0.1", resolve));
  at = `http://127.0.0.1:${outside.address().port}`;
  const { d } = crypto.generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" });
  stage = await start({
    VAPID_PRIVATE_KEY: d, VAPID_SUBJECT: "mailto:rani@example.com", CRM_WEBHOOK_URL: `${at}/crm`, CRM_WEBHOOK_SECRET: SECRET,
  });
});
after(async () => {
  await stage?.stop();
  outside.closeAllConnections();
  outside.close();
});

const subscription = () => ({ endpoint: `${at}/push`, p256dh: browser.getPublicKey("base64url"), auth: auth.toString("base64url") });
const opened = ({ body }) => JSON.parse(ece.decrypt(body, { version: "aes128gcm", privateKey: browser, authSecret: auth.toString("base64url") }));
const pushes = () => heard.filter(({ path }) => path === "/push");

async function ordered(name) {
  const customer = await stage.customer(name);
  await customer.writes(ORDER);
  return [customer, await stage.card(customer)];
}

/** A desk that may show notices, with the subscription that a push service would have given it. */
async function desk(path = "/review") {
  const page = await stage.desk("paul", { path });
  await page.context().grantPermissions(["notifications"], { origin: stage.url });
  const { endpoint, p256dh, auth: secret } = subscription();
  const key = (await stage.api("GET", "/api/devices")).body.public_key;
  await page.addInitScript(({ endpoint, p256dh, secret, key }) => {
    const bytes = Uint8Array.from(atob(key.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
    const given = { options: { applicationServerKey: bytes.buffer }, toJSON: () => ({ endpoint, keys: { p256dh, auth: secret } }), unsubscribe: async () => true };
    // What was given stays given, as in a browser.
    PushManager.prototype.getSubscription = async () => (sessionStorage.getItem("given") ? given : null);
    PushManager.prototype.subscribe = async ({ applicationServerKey, userVisibleOnly }) => {
      if (!userVisibleOnly || new Uint8Array(applicationServerKey).length !== 65) throw new Error("not as browsers want it");
      sessionStorage.setItem("given", "1");
      return given;
    };
  }, { endpoint, p256dh, secret, key });
  await page.reload();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
  return page;
}

test("a device is added with one press, tried, and rings for a card", async () => {
  const page = await desk("/review/notices");
  await page.getByText("Cet appareil n'est pas encore prévenu").waitFor();
  assert.deepEqual(await serious(page), []);
  await page.getByRole("button", { name: "Prévenir cet appareil" }).click();
  await page.getByText("Cet appareil est prévenu").waitFor();
  await page.getByRole("button", { name: "Essayer" }).click();
  await page.locator(".notices", { hasText: "Essai : remise au service de notification" }).waitFor();
  assert.equal(opened(pushes().at(-1)).notification.tag, "test");
  assert.deepEqual(await serious(page), []);
  const [customer, card] = await ordered("Sonnerie");
  await until("a push", () => pushes().length === 2, 20);
  const { headers } = pushes()[1];
  const payload = opened(pushes()[1]);
  assert.equal(payload.web_push, 8030);
  assert.equal(payload.notification.navigate, `/review/cards/${card.id}`);
  assert.ok(!JSON.stringify(payload).match(/Sonnerie|harissa|3361/), JSON.stringify(payload));
  assert.ok(Number(headers.ttl) <= 24 * 60 * 60 && headers.urgency === "high" && headers.topic.length <= 32);
  // Without words of its own: the signature holds under the key that browsers are given.
  const [, token, key] = headers.authorization.match(/^vapid t=(.+), k=(.+)$/);
  assert.equal(key, (await stage.api("GET", "/api/devices")).body.public_key);
  const [head, claims, signature] = token.split(".");
  const point = Buffer.from(key, "base64url");
  const jwk = { kty: "EC", crv: "P-256", x: point.subarray(1, 33).toString("base64url"), y: point.subarray(33).toString("base64url") };
  const verified = crypto.verify("sha256", Buffer.from(`${head}.${claims}`), { key: crypto.createPublicKey({ key: jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" }, Buffer.from(signature, "base64url"));
  assert.ok(verified);
  assert.equal(JSON.parse(Buffer.from(claims, "base64url")).aud, at);
  await stage.api("POST", `/api/reviews/${card.id}/reject`, { version: card.version, reason: "other" });
  assert.equal((await stage.card(customer, "rejected")).id, card.id);
  await page.reload();
  await page.getByText("Cet appareil est prévenu").waitFor();
  assert.deepEqual(page.trouble, []);
});

test("a push shows one notice, a tap lands on its card, and a decision closes it", async () => {
  const page = await desk();
  const [, card] = await ordered("Tapée");
  const protocol = await page.context().newCDPSession(page);
  const found = new Promise((resolve) => protocol.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => registrations[0] && resolve(registrations[0].registrationId)));
  await protocol.send("ServiceWorker.enable");
  const registrationId = await found;
  // Chromium loses a notice that is asked for before it is displayed, and says of neither when.
  const deliver = async (data) => {
    await protocol.send("ServiceWorker.deliverPushMessage", { origin: stage.url, registrationId, data });
    await page.waitForTimeout(500);
  };
  const push = (message) => deliver(JSON.stringify(message));
  const shown = () => page.evaluate(async () => (await (await navigator.serviceWorker.ready).getNotifications()).map(({ title, body, tag, data }) => ({ title, body, tag, navigate: data.navigate })));
  const message = { web_push: 8030, notification: { title: "Un client attend", body: "…", tag: card.id, navigate: `/review/cards/${card.id}` }, app_badge: 1 };
  await push(message);
  await push({ ...message, notification: { ...message.notification, title: "Toujours sans réponse" } });
  await until("the notice", async () => (await shown())[0]?.title === "Toujours sans réponse");
  assert.deepEqual(await shown(), [{ title: "Toujours sans réponse", body: "…", tag: card.id, navigate: `/review/cards/${card.id}` }]);
  // A tap: Chromium gives tests no finger for notices, so the worker gets its event as from one.
  const worker = page.context().serviceWorkers()[0] ?? (await page.context().waitForEvent("serviceworker"));
  const opens = await worker.evaluate(async () => {
    const [notification] = await registration.getNotifications();
    const opened = new Promise((resolve) => { clients.openWindow = async (url) => resolve(url); });
    const event = new NotificationEvent("notificationclick", { notification });
    event.waitUntil = () => {};
    dispatchEvent(event);
    return opened;
  });
  assert.equal(opens, `${stage.url}/review/cards/${card.id}`);
  await page.goto(opens);
  await page.locator(`article#${card.id}`).waitFor();
  await until("the tap closes it", async () => (await shown()).length === 0);
  // Decided elsewhere: an open desk closes what still rings for it.
  await page.goto(`${stage.url}/review`);
  await page.locator(`article#${card.id}`).waitFor();
  await push(message);
  await until("the notice again", async () => (await shown()).length === 1);
  await stage.api("POST", `/api/reviews/${card.id}/reject`, { version: card.version, reason: "other" });
  await until("it is closed", async () => (await shown()).length === 0);
  // The next push closes what was answered meanwhile, with no desk open.
  await page.goto(`${stage.url}/review/notices`);
  const other = { ...message.notification, tag: "rev_other", data: { open: ["rev_other"] } };
  await push(message);
  await until("the answered card's notice", async () => (await shown()).length === 1);
  await push({ ...message, notification: other });
  await until("it is closed by the next", async () => (await shown()).map(({ tag }) => tag).join() === "rev_other");
  // What cannot be read is shown as well: a silent push costs the permission.
  await deliver("garbled");
  await until("a plain notice", async () => (await shown()).some(({ title }) => title === "WhatsApp"));
  assert.deepEqual(page.trouble, []);
});

test("an address in a push leads nowhere but here", async () => {
  const page = await desk();
  const worker = page.context().serviceWorkers()[0] ?? (await page.context().waitForEvent("serviceworker"));
  const opens = await worker.evaluate(async () => {
    const opened = new Promise((resolve) => { clients.openWindow = async (url) => resolve(url); });
    await open("https://evil.example/review/cards/rev_1");
    return opened;
  });
  assert.equal(opens, `${stage.url}/review/cards/rev_1`);
});

test("whoever signs in for the first time is asked once, in one line above the queue alone", async () => {
  const page = await stage.desk("paul", { path: "/review/history" });
  await page.waitForTimeout(500);
  assert.equal(await page.locator(".offer").count(), 0, "not on another page");
  await page.goto(`${stage.url}/review`);
  const line = page.locator(".offer", { hasText: "Prévenir cet appareil ?" });
  await line.waitFor();
  // Buttons rest, and are pale, for a moment after the page moved by itself.
  await page.locator("main:not(.settling)").waitFor();
  assert.deepEqual(await serious(page), []);
  const { height } = await line.boundingBox();
  assert.ok(height <= 48, `${height} pixels are more than a line`);
  await page.screenshot({ path: path.join(shots, "notice-question-360.png") });
  await page.getByRole("button", { name: "Plus tard" }).click();
  await page.reload();
  await page.locator("#queue").waitFor();
  await page.waitForTimeout(500);
  assert.equal(await page.locator(".offer").count(), 0);
  // Later is seven days, and not never.
  const days = (n) => page.evaluate((n) => localStorage.setItem("notify-asked", String(Date.now() - n * 24 * 3600 * 1000)), n);
  await days(6.9);
  await page.reload();
  await page.locator("#queue").waitFor();
  await page.waitForTimeout(500);
  assert.equal(await page.locator(".offer").count(), 0);
  await days(7.1);
  await page.reload();
  await line.waitFor();
  // It can be changed at any time.
  await page.goto(`${stage.url}/review/notices`);
  await page.getByText("à tout moment").waitFor();
  await page.locator("#notify-state:not(:empty)").waitFor();
});

test("one press on the question has the device ring", async () => {
  const page = await stage.desk("rani");
  const { endpoint, p256dh, auth: secret } = subscription();
  await page.addInitScript(({ endpoint, p256dh, secret }) => {
    Object.defineProperty(Notification, "permission", { get: () => "default" });
    Notification.requestPermission = async () => "granted";
    PushManager.prototype.getSubscription = async () => null;
    PushManager.prototype.subscribe = async () => ({ toJSON: () => ({ endpoint, keys: { p256dh, auth: secret } }) });
  }, { endpoint, p256dh, secret });
  await page.reload();
  await page.getByRole("button", { name: "Activer" }).click();
  await page.locator(".offer", { hasText: "Cet appareil est prévenu." }).waitFor();
  assert.equal((await stage.api("GET", "/api/devices")).body.devices.length, 1);
  assert.deepEqual(page.trouble, []);
});

test("the desk can be installed", async () => {
  const page = await stage.desk("paul");
  const protocol = await page.context().newCDPSession(page);
  const { errors, data, url } = await protocol.send("Page.getAppManifest");
  assert.deepEqual(errors, []);
  assert.match(url, /\/review\/desk\.webmanifest\?v=/);
  const manifest = JSON.parse(data);
  assert.equal(manifest.display, "standalone");
  for (const { src, sizes } of manifest.icons) {
    const response = await fetch(stage.url + src);
    assert.equal(response.headers.get("content-type"), "image/png", src);
    const png = Buffer.from(await response.arrayBuffer());
    assert.equal(`${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`, sizes, src);
  }
  assert.equal((await fetch(`${stage.url}/sw.js`)).headers.get("cache-control"), "no-cache");
});

test("quiet hours are set on the reader's own clock", async () => {
  const page = await desk("/review/notices");
  await page.fill("#from", "20:00");
  await page.fill("#to", "07:00");
  assert.equal(await page.locator("#utc_offset").getAttribute("type"), "hidden");
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await page.waitForLoadState("load");
  const { quiet_hours: quiet } = (await stage.api("GET", "/api/devices", null, "token-of-paul")).body;
  assert.deepEqual(quiet, { from: "20:00", to: "07:00", utc_offset: await page.evaluate(() => 0 - new Date().getTimezoneOffset()) });
  await stage.api("PUT", "/api/quiet-hours", { from: "07:00", to: "07:00", utc_offset: 0 }, "token-of-paul");
});

test("who is on a card is seen by the others within seconds", async () => {
  const [customer] = await ordered("Tenue");
  const [rani, paul] = [await stage.desk("rani"), await stage.desk("paul")];
  const of = (page) => page.locator("article.card", { has: page.getByRole("heading", { name: customer.name, exact: true }) });
  await of(paul).waitFor();
  await of(rani).getByRole("button", { name: "Je m'en occupe" }).click();
  await of(rani).getByText("Vous vous en occupez").waitFor();
  await of(paul).getByText("Rani s'en occupe").waitFor({ timeout: 15_000 });
  assert.equal(await of(paul).locator("button.primary").first().isDisabled(), false, "it is no lock");
  assert.deepEqual(await serious(paul), []);
  await of(rani).getByRole("button", { name: "Je ne m'en occupe plus" }).click();
  await of(paul).getByText("Rani s'en occupe").waitFor({ state: "detached", timeout: 15_000 });
  assert.deepEqual([rani.trouble, paul.trouble], [[], []]);
});

test("what the CRM is told holds under the standard's own library", async () => {
  await until("news", () => heard.some(({ path }) => path === "/crm"), 20);
  const webhook = new Webhook(SECRET);
  const news = heard.filter(({ path }) => path === "/crm");
  for (const { headers, body } of news) webhook.verify(body.toString(), headers);
  assert.ok(news.some(({ body }) => JSON.parse(body).data.step === "hold"), "it hears who is on a card");
  const [{ headers, body }] = news;
  assert.throws(() => webhook.verify(body.toString().replace("card", "cart"), headers));
});
