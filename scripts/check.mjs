// npm run check -- URL: asks a deployed Worker what is still missing.

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
};

const base = process.argv[2]?.replace(/\/+$/, "");
if (!base || !/^https?:\/\//.test(base)) {
  console.log("usage: npm run check -- https://sodimo-core.YOURS.workers.dev");
  process.exit(2);
}
const ask = async (path, options) => fetch(`${base}${path}`, { redirect: "manual", ...options }).catch((error) => fail(`${base} does not answer: ${error.cause?.code ?? error.message}`));

let missing = 0;
function report(good, what, remedy) {
  console.log(`${good ? "ok     " : "MISSING"}  ${what}${good || !remedy ? "" : `\n           ${remedy}`}`);
  if (!good) missing += 1;
}

const health = await ask("/healthz");
const body = await health.json().catch(() => null);
// 503 with a body of ours: it runs, and cannot record webhooks.
const ours = { 200: ["ok", "degraded"], 503: ["down"] }[health.status]?.includes(body?.status) && Array.isArray(body.problems);
if (!ours) fail(`${base}/healthz is not this Worker (status ${health.status}).`);
report(true, `the Worker answers, version ${body.version}`);
report(body.database === "ok", `database: ${body.database}`, "npx wrangler d1 migrations apply DB --remote");
for (const problem of body.problems) report(false, problem, remedies[problem.split(" ")[0]]);
const unsigned = await ask("/webhook/whatsapp", { method: "POST", body: "{}" });
report(unsigned.status === 401, `an unsigned webhook is refused (${unsigned.status})`);
const handshake = await ask("/webhook/whatsapp?hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=1");
report(handshake.status === 403, `a wrong verify token is refused (${handshake.status})`);
const reviews = await ask("/api/reviews");
report(reviews.status === 401, `the API wants a token (${reviews.status})`);
console.log(`         drafts are written by: ${body.drafter}; sending is ${body.bot_enabled ? "on" : "OFF (BOT_ENABLED)"}`);
console.log(missing === 0 ? "\nNothing is missing. Next: put a customer on the allowlist and let them write." : `\n${missing} missing.`);
process.exit(missing === 0 ? 0 : 1);
