// A day of a wholesaler (docs/scaling.md): a sample of each kind of request, with what D1 itself
// says that it read and wrote, times how often a day has it.

import crypto from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { TOKEN, prepare } from "./database.mjs";
import { profiler } from "./profile.mjs";
import { NUMBER_ID, SECRET } from "./webhooks.mjs";
import { cpu, fresh, start } from "./worker.mjs";

/** What a day has. */
const DAY = { orders: 300, desks: 2, hours: 10, seconds: 5, minutes: 1_440, products: 2_000, changed: 100 };
/** How many of each are measured. */
const SAMPLE = { orders: 20, waiting: 5, quiet: 100, news: 20, minutes: 30 };
/** What it may cost, and what the free plan gives (Cloudflare, Workers and D1 limits, 2026). */
export const LIMITS = { read: [1_000_000, 5_000_000], written: [50_000, 100_000], requests: [50_000, 100_000] };
/** How long a customer is waited for. */
const BURST = 5;

let [worker, session, isolate] = [];
const at = (path) => new URL(path, worker.url);

async function ask(path, init, wanted) {
  const answer = await fetch(at(path), { redirect: "manual", ...init });
  const text = await answer.text();
  if (answer.status !== wanted) throw new Error(`${init?.method ?? "GET"} ${path}: ${answer.status} ${text.slice(0, 300)}`);
  return { answer, text };
}

/** What `requests` cost, each of them. */
async function cost(count, requests) {
  await ask("/meter", {}, 200);
  const before = cpu(worker.pid);
  const inside = await isolate.time(requests);
  const used = cpu(worker.pid) - before;
  const { text } = await ask("/meter", {}, 200);
  const { read, written, trips } = JSON.parse(text);
  return { read: read / count, written: written / count, trips: trips / count, cpu: inside / count, process: used / count };
}

const each = (count, request) => cost(count, async () => {
  for (let n = 0; n < count; n++) await request(n);
});

function post(value) {
  const change = { field: "messages", value: { messaging_product: "whatsapp", metadata: { display_phone_number: "33140000000", phone_number_id: NUMBER_ID }, ...value } };
  const body = JSON.stringify({ object: "whatsapp_business_account", entry: [{ id: "1", changes: [change] }] });
  const signature = crypto.createHmac("sha256", SECRET).update(body).digest("hex");
  return ask("/webhook/whatsapp", { method: "POST", body, headers: { "content-type": "application/json", "x-hub-signature-256": `sha256=${signature}` } }, 200);
}

const phone = (n) => `3361${String(n).padStart(7, "0")}`;
const seconds = () => String(Math.floor(Date.now() / 1000));
const writes = (n, body) => post({
  contacts: [{ profile: { name: "Épicerie Exemple" }, wa_id: phone(n) }],
  messages: [{ from: phone(n), id: `wamid.HBgL${crypto.randomBytes(12).toString("hex")}`, timestamp: seconds(), type: "text", text: { body } }],
});

const bearer = { authorization: `Bearer ${TOKEN}` };
const pending = async () => JSON.parse((await ask("/api/reviews?state=pending&limit=100", { headers: bearer }, 200)).text).reviews;

/** Waits until so many cards wait. */
async function drafted(count) {
  for (let tries = 0; tries < 120; tries++) {
    await wait(500);
    const database = await worker.db();
    const { n } = await database.prepare("SELECT count(*) AS n FROM review_queue WHERE state = 'pending'").first();
    if (n >= count) return wait(1_000);
  }
  throw new Error(`no ${count} cards`);
}

async function signIn() {
  const { origin } = worker.url;
  const { answer } = await ask("/review/sign-in", { method: "POST", body: new URLSearchParams({ token: TOKEN }), headers: { origin, "sec-fetch-site": "same-origin" } }, 303);
  const cookie = answer.headers.getSetCookie().map((each) => each.split(";")[0]).join("; ");
  const { text } = await ask("/review", { headers: { cookie } }, 200);
  return { cookie, origin, csrf: /name="csrf" value="([^"]+)"/.exec(text)[1] };
}

const stamp = (text) => /data-stamp="(\d+)"/.exec(text)[1];
const look = (seen, wanted) => ask("/review", { headers: { cookie: session.cookie, "x-desk": "poll", "x-desk-stamp": seen } }, wanted);

const press = (card) => ask(`/review/cards/${card.id}/approve`, {
  method: "POST",
  headers: { cookie: session.cookie, origin: session.origin, "sec-fetch-site": "same-origin", "x-desk": "card" },
  body: new URLSearchParams({ csrf: session.csrf, key: crypto.randomUUID(), version: card.version, state: "pending", text_sha256: card.draft.text_sha256 }),
}, 200);

async function putProducts(list) {
  for (let first = 0; first < list.length; first += 500) {
    await ask("/api/products", { method: "PUT", headers: { ...bearer, "content-type": "application/json" }, body: JSON.stringify(list.slice(first, first + 500)) }, 200);
  }
}

/** Waits until the index of products is made. */
async function indexed() {
  const database = await worker.db();
  await ask("/cron?minute=0", {}, 204);
  for (let tries = 0; tries < 120; tries++) {
    const { changed, work } = await database.prepare("SELECT changed, work FROM product_index_build").first();
    if (changed === 0 && work === null) return;
    await wait(500);
  }
  throw new Error("no index of the products");
}

const products = (from, count, word) => Array.from({ length: count }, (_, i) => ({ reference: `P${from + i}`, name: `${word} ${from + i} carton`, aliases: `${word[0]}${from + i}` }));

/** Measures a day. Rows: what, how often a day, and what each costs. */
async function measure() {
  const kinds = [];
  const kind = (what, times, requests, each) => kinds.push({ what, times, requests, each });
  const newest = async () => stamp((await ask("/review", { headers: { cookie: session.cookie } }, 200)).text);

  await putProducts(products(0, DAY.products, "harissa"));
  await indexed();
  for (let warm = 0; warm < 3; warm++) await ask("/cron?minute=0", {}, 204);

  const messages = SAMPLE.orders * 2;
  const posted = await each(messages, (n) => writes(n % SAMPLE.orders, n < SAMPLE.orders ? "Bonjour, 10 cartons de harissa 12" : "et 5 packs d'eau svp, merci"));
  kind("a message, up to the 200", DAY.orders * 2, 1, posted);
  kind("a draft of two messages, and telling of it", DAY.orders, 1, await cost(SAMPLE.orders, () => drafted(SAMPLE.orders)));
  kind("an approval at the desk, the send and the page that tells of it", DAY.orders, 1, await (async () => {
    const cards = await pending();
    return each(SAMPLE.orders, (n) => press(cards[n]));
  })());
  const database = await worker.db();
  const { results } = await database.prepare("SELECT id, wamid FROM send_attempt").all();
  const status = (n) => post({ statuses: [{ id: results[n % results.length].wamid, biz_opaque_callback_data: results[n % results.length].id, status: ["sent", "delivered", "read"][Math.floor(n / results.length)], timestamp: seconds(), recipient_id: "33610000000" }] });
  kind("a delivery status", DAY.orders * 3, 1, await each(SAMPLE.orders * 3, status));
  const busy = await cost(SAMPLE.orders, () => ask("/cron?minute=2", {}, 204));
  for (let warm = 0; warm < 3; warm++) await ask("/cron?minute=0", {}, 204);
  kind("a minute of the cron in which nothing happens", DAY.minutes, 1, await each(SAMPLE.minutes, (n) => ask(`/cron?minute=${n}`, {}, 204)));
  kind("sealing and telling of an order, in the minute after it", DAY.orders, 0, busy);

  for (let n = 0; n < SAMPLE.waiting; n++) await writes(100 + n, "10 cartons de harissa 12 svp");
  await drafted(SAMPLE.waiting);
  const seen = await newest();
  const looks = (DAY.desks * DAY.hours * 3_600) / DAY.seconds;
  // A message, a card, a press, its outcome and three statuses: each moves what a desk shows.
  const moves = DAY.desks * DAY.orders * 6;
  kind("a look of an open desk that finds nothing new", looks - moves, 1, await each(SAMPLE.quiet, () => look(seen, 204)));
  kind(`a look that finds something new, with ${SAMPLE.waiting} cards waiting`, moves, 1, await each(SAMPLE.news, () => look("0", 200)));

  const changed = await cost(1, async () => {
    await putProducts(products(0, DAY.changed, "piment"));
    await indexed();
  });
  kind(`${DAY.changed} of ${DAY.products} products changed, and their index, in several invocations`, 1, 1, changed);
  return kinds;
}

/** A table of the day and what it comes to; whether it fits. */
export async function day() {
  worker = await start("metered", fresh(), {
    ALERT_WEBHOOK_URL: "https://chat.example/hook",
    BURST_SECONDS: String(BURST),
    CRM_WEBHOOK_SECRET: `whsec_${Buffer.from("a secret of the bench, 32 bytes.").toString("base64")}`,
    CRM_WEBHOOK_URL: "https://crm.example/hook",
  });
  try {
    await prepare("metered", await worker.db());
    session = await signIn();
    isolate = await profiler(worker, () => ask("/spin", {}, 200));
    const kinds = await measure();
    const whole = { read: 0, written: 0, requests: 0 };
    for (const { times, requests, each } of kinds) {
      whole.read += times * each.read;
      whole.written += times * each.written;
      whole.requests += times * requests;
    }
    return { kinds, whole };
  } finally {
    isolate?.close();
    await worker.miniflare.dispose();
  }
}

const number = (n) => n.toLocaleString("en", { maximumFractionDigits: n < 100 ? 1 : 0 });

/** The day as Markdown. */
export function told({ kinds, whole }) {
  const rows = kinds.map(({ what, times, each }) => `| ${what} | ${number(times)} | ${number(each.trips)} | ${number(each.read)} | ${number(each.written)} | ${number(each.cpu)} | ${number(each.process)} | ${number(times * each.read)} | ${number(times * each.written)} |`);
  const names = { read: "rows read", written: "rows written", requests: "requests, the cron and alarms included" };
  const sums = Object.entries(names).map(([what, name]) => `| ${name} | ${number(whole[what])} | ${number(LIMITS[what][0])} | ${number(LIMITS[what][1])} | ${whole[what] <= LIMITS[what][0] ? "met" : "**not met**"} |`);
  return [
    `${DAY.orders} acknowledged orders of two messages, ${DAY.desks} desks open for ${DAY.hours} hours, the cron, ${number(DAY.products)} products of which ${DAY.changed} change, with a CRM and a chat that are told. Rows are D1's own \`rows_read\` and \`rows_written\` in local workerd. A sample of each kind was measured (${SAMPLE.orders} orders, ${SAMPLE.quiet} and ${SAMPLE.news} looks, ${SAMPLE.minutes} minutes, one import) and multiplied. CPU is that of the isolate, by V8's sampling profiler, on average: Cloudflare counts that, and the free plan gives each request 10 ms of it. That of the whole workerd process, its SQLite and the profiler included, stands beside it.`,
    "",
    "| What | Times a day | Round trips | Rows read | Rows written | CPU, ms | Process, ms | Read a day | Written a day |",
    "|---|---|---|---|---|---|---|---|---|",
    ...rows,
    "",
    "| A day | Measured | Target | Free plan | |",
    "|---|---|---|---|---|",
    ...sums,
  ].join("\n");
}
