// Whether years of rows cost anything: the same requests on a database of a business that
// has just begun and on one of years, both running at once, taking turns.

import crypto from "node:crypto";
import { CARDS, TOKEN, prepare } from "./database.mjs";
import { median, spread } from "./figures.mjs";
import { SECRET, WORKLOADS } from "./webhooks.mjs";
import { fresh, start, cpu } from "./worker.mjs";

const REQUESTS = 250;
const AT_ONCE = 4;
let used = 0;

const card = (n) => `rev_${n.toString(16).padStart(32, "0")}`;
const bearer = { authorization: `Bearer ${TOKEN}` };

/** By name: what request number n is, and its status. */
const ASKED = {
  accept: (url, n) => {
    const whole = WORKLOADS.message.request(n).toString();
    const body = whole.slice(whole.indexOf("\r\n\r\n") + 4);
    const signature = crypto.createHmac("sha256", SECRET).update(body).digest("hex");
    return fetch(new URL("/webhook/whatsapp", url), { method: "POST", body, headers: { "content-type": "application/json", "x-hub-signature-256": `sha256=${signature}` } });
  },
  "queue page": (url) => fetch(new URL("/api/reviews?state=pending&limit=50", url), { headers: bearer }),
  "card page": (url, n) => fetch(new URL(`/api/reviews/${card(CARDS - 1 - (n % 500))}`, url), { headers: bearer }),
  decide: (url, n) => fetch(new URL(`/api/reviews/${card(n % CARDS)}/reject`, url), { method: "POST", body: JSON.stringify({ version: 1, reason: "duplicate", note: null }), headers: { ...bearer, "content-type": "application/json", "idempotency-key": `k-${n}` } }),
};

async function ask(worker, what, first) {
  const before = cpu(worker.pid);
  let n = 0;
  const one = async () => {
    while (n < REQUESTS) {
      const answer = await ASKED[what](worker.url, first + n++);
      await answer.arrayBuffer();
      if (answer.status !== 200) throw new Error(`${what}: ${answer.status}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  return cpu(worker.pid) - before;
}

/** CPU of each request on the large database against the small one. */
export async function flat(rounds) {
  const [small, large] = [await start("ours", fresh()), await start("ours", fresh())];
  try {
    await prepare("ours", await small.db());
    await prepare("ours", await large.db(), ["years"]);
    const ratios = Object.fromEntries(Object.keys(ASKED).map((what) => [what, []]));
    // Decisions use cards up: so many rounds there are.
    for (let round = 0; round <= Math.min(rounds, CARDS / REQUESTS - 3); round++) {
      for (const what of Object.keys(ASKED)) {
        const first = what === "decide" ? round * REQUESTS : (used += REQUESTS) + 50_000_000;
        const order = round % 2 ? [large, small] : [small, large];
        const took = new Map();
        for (const worker of order) took.set(worker, await ask(worker, what, first));
        // The first round warms both up.
        if (round > 0) ratios[what].push(took.get(large) / took.get(small));
      }
    }
    return Object.entries(ratios).map(([what, all]) => ({
      name: `flat: ${what} on a database of years`,
      value: median(all),
      spread: spread(all),
      target: "≤ 1.20",
      met: median(all) <= 1.2,
    }));
  } finally {
    await Promise.all([small.miniflare.dispose(), large.miniflare.dispose()]);
  }
}
