// npm run check -- URL: asks a deployed Worker how it stands. TOKEN and META_APP_SECRET in the
// environment let it look further; nothing of them is shown.

import crypto from "node:crypto";
import { fail } from "./commands.mjs";

const remedies = {
  BOT_ENABLED: 'true or false, a variable in wrangler.toml: BOT_ENABLED = "true"',
  META_APP_SECRET: "Meta app dashboard, App settings, Basic, App secret: npx wrangler secret put META_APP_SECRET",
  WHATSAPP_VERIFY_TOKEN: "any long random text, the same as in Meta's webhook form: npx wrangler secret put WHATSAPP_VERIFY_TOKEN",
  WHATSAPP_ACCESS_TOKEN: "Meta Business settings, System users, a permanent token: npx wrangler secret put WHATSAPP_ACCESS_TOKEN",
  VAPID_PRIVATE_KEY: "npm run vapid makes one: npx wrangler secret put VAPID_PRIVATE_KEY",
  VAPID_SUBJECT: 'how a push service reaches you, a variable in wrangler.toml: VAPID_SUBJECT = "mailto:you@example.com"',
  PUBLIC_URL: 'the Worker\'s own address, a variable in wrangler.toml: PUBLIC_URL = "https://replies.example.com"',
  WHATSAPP_PHONE_NUMBER_ID: "Meta app dashboard, WhatsApp, API setup; a variable in wrangler.toml",
  database: "npm run deploy applies what is missing; by hand: npx wrangler d1 migrations apply DB --remote",
  sends: "docs/operating.md, Unknown and failed sends: mostly a new WHATSAPP_ACCESS_TOKEN",
  ledger: "docs/ledger.md, When the ledger is not as it was",
  connection: "the page Connection of the desk says which, and what to do",
  undone: "the page Needs attention of the desk",
  account: "the page Connection of the desk says what Meta reported; an admin presses there that it was seen",
  no_messages: "write to the number from a phone; if nothing comes, the page Connection of the desk says why",
  unsigned: "the app secret was changed, or is another app's: npx wrangler secret put META_APP_SECRET",
  nobody_told: "docs/going-live.md, 10: add a device on the page Notices, or set ALERT_WEBHOOK_URL",
  switched_off: "the page Team of the desk turns it on again",
  disabled: 'BOT_ENABLED = "true" in wrangler.toml, then npm run deploy',
};
const WITH_TOKEN = "TOKEN=… npm run check -- URL; a token: npm run reviewer -- add NAME --role auditor --remote";
const WITH_SECRET = "META_APP_SECRET=… TOKEN=… npm run check -- URL";

const base = process.argv[2]?.replace(/\/+$/, "");
if (!base || !/^https?:\/\//.test(base)) {
  console.log("usage: npm run check -- https://YOUR-WORKER\n  TOKEN            of anybody on the team: asks /api/health\n  META_APP_SECRET  signs a webhook without messages, and looks for its row");
  process.exit(2);
}
const { TOKEN, META_APP_SECRET } = process.env;
const ask = async (path, options) => fetch(`${base}${path}`, { redirect: "manual", ...options }).catch((error) => fail(`${base} does not answer: ${error.cause?.code ?? error.message}`));

const counted = { ok: 0, MISSING: 0, unknown: 0 };
/** `good`: true, false, or null where it cannot be told. */
function report(good, what, remedy) {
  const word = good === null ? "unknown" : good ? "ok" : "MISSING";
  counted[word] += 1;
  console.log(`${word.padEnd(7)}  ${what}${good || !remedy ? "" : `\n           ${remedy}`}`);
}

async function health() {
  const answer = await ask("/api/health", { headers: { authorization: `Bearer ${TOKEN}` } });
  return answer.status === 200 ? answer.json() : null;
}

const open = await ask("/healthz");
const { status } = (await open.json().catch(() => null)) ?? {};
// 503 with a body of ours: it runs, and cannot record webhooks.
if (!{ 200: ["ok", "degraded"], 503: ["down"] }[open.status]?.includes(status)) fail(`${base}/healthz is not this Worker (status ${open.status}).`);
report(true, "the Worker answers");
report(status === "ok", `its health is ${status}`, TOKEN ? null : `What is wrong: ${WITH_TOKEN}`);

// Before the rest: the Worker counts it, and with the first one begins to count.
const unsigned = await ask("/webhook/whatsapp", { method: "POST", body: "{}" });
const before = TOKEN ? await health() : null;
if (before) {
  for (const { what, detail } of before.problems) report(false, detail, remedies[detail.split(" ")[0]] ?? remedies[what]);
  report(before.schema.state === "ready", `the database has ${before.schema.needs}`, remedies.database);
  report(before.ledger.witness === "ok", `the ledger's newest link is kept outside the database (${before.ledger.witness})`, "the binding REPLY_BUFFER in wrangler.toml");
} else if (TOKEN) {
  report(false, "the token is somebody's", "npm run reviewer -- list --remote");
} else {
  report(null, "settings, database, sends, ledger: TOKEN is not set", WITH_TOKEN);
}

if (before) {
  const answer = await ask("/api/connection", { headers: { authorization: `Bearer ${TOKEN}` } });
  const { checks = [], checked_at: at = null } = answer.status === 200 ? await answer.json() : {};
  if (answer.status !== 200) report(null, "what Meta's side says: the token is not an admin's", "TOKEN=… of an admin");
  else if (!at) report(null, "what Meta's side says: nobody has asked yet", "the page Connection of the desk asks at once, the cron within a minute");
  else console.log(`         what Meta's side says, asked at ${at}:`);
  for (const { state, title, detail, remedy } of at ? checks : []) {
    report(state === "unknown" ? null : state !== "failing", `${title}: ${detail}`, remedy);
    if (state === "warning" && remedy) console.log(`           ${remedy}`);
  }
}

report(unsigned.status === 401, `an unsigned webhook is refused (${unsigned.status})`);
const handshake = await ask("/webhook/whatsapp?hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=1");
report(handshake.status === 403, `a wrong verify token is refused (${handshake.status})`);
const reviews = await ask("/api/reviews");
report(reviews.status === 401, `the API wants a token (${reviews.status})`);

if (META_APP_SECRET) {
  // As Meta posts it, with nothing in it: it leaves one row in the ledger.
  const body = '{"object":"whatsapp_business_account","entry":[]}';
  const signature = `sha256=${crypto.createHmac("sha256", META_APP_SECRET).update(body).digest("hex")}`;
  const signed = await ask("/webhook/whatsapp", { method: "POST", headers: { "content-type": "application/json", "x-hub-signature-256": signature }, body });
  report(signed.status === 200, `a signed webhook is taken (${signed.status})`, "401: the Worker has another META_APP_SECRET; else: its log, npx wrangler tail");
  if (before && signed.status === 200) {
    const row = (await health())?.last_webhook?.row ?? 0;
    report(row > (before.last_webhook?.row ?? 0), `and is in the ledger (row ${row})`, "its log: npx wrangler tail");
  } else if (!before) {
    report(null, "whether it is in the ledger", WITH_SECRET);
  }
} else {
  report(null, "whether a signed webhook is taken: META_APP_SECRET is not set", WITH_SECRET);
}

if (before) {
  const at = (thing, none) => thing?.at ?? none;
  console.log(`         drafts are written by: ${before.drafter}; sending is ${before.sending ? "on" : "OFF (BOT_ENABLED)"}`);
  const refused = before.unsigned_webhooks?.wrong;
  if (refused) console.log(`         webhooks with a wrong signature: at least ${refused.count} since ${before.unsigned_webhooks.counted_since}, the last at ${refused.last_at}`);
  console.log(`         last webhook before this: ${at(before.last_webhook, "none")}; last send: ${at(before.last_send, "none")}; oldest open card: ${before.oldest_open_card?.received_at ?? "none"}`);
}
const unknown = counted.unknown === 0 ? "" : ` ${counted.unknown} unknown: the remedies say how to find out.`;
console.log(counted.MISSING === 0 ? `\nNothing is missing.${unknown}` : `\n${counted.MISSING} missing.${unknown}`);
process.exit(counted.MISSING === 0 ? 0 : 1);
