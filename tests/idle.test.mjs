// What a minute in which nothing happens costs, by D1's own counters in workerd, with everybody
// configured who can be told.

import assert from "node:assert/strict";
import { test } from "node:test";
import { prepare } from "../bench/database.mjs";
import { fresh, start } from "../bench/worker.mjs";

const EVERYBODY = {
  ALERT_WEBHOOK_URL: "https://chat.example/hook",
  CRM_WEBHOOK_SECRET: `whsec_${Buffer.from("a secret of the tests, 32 bytes.").toString("base64")}`,
  CRM_WEBHOOK_URL: "https://crm.example/hook",
  HEARTBEAT_URL: "https://beat.example/minute",
  META_APP_ID: "670843887433847",
  PUBLIC_URL: "https://orders.example",
  VAPID_PRIVATE_KEY: "nEQ-8BXL7JyYcCYWZJ5NEfwrxRW7yGYangXStrrPnsM",
  VAPID_SUBJECT: "mailto:rani@example.com",
};
const CYCLE = 10;

test("a minute in which nothing happens reads twenty rows and writes none", async (t) => {
  const worker = await start("metered", fresh(), EVERYBODY);
  t.after(() => worker.miniflare.dispose());
  await prepare("metered", await worker.db());
  const get = (path) => fetch(new URL(path, worker.url));
  const minute = async (n) => {
    assert.equal((await get(`/cron?minute=${n}`)).status, 204);
    const { read, written } = await (await get("/meter")).json();
    return { read, written };
  };
  // What is wrong from the start is noted and told, and the ledger sealed.
  for (let n = 0; n < 4; n++) await minute(0);
  const { told } = await (await worker.db()).prepare("SELECT count(*) AS told FROM run_ledger WHERE outcome = 'posted'").first();
  assert.ok(told > 0, "the chat was told of something");
  await get("/meter");
  const minutes = [];
  for (let n = 0; n < CYCLE; n++) minutes.push(await minute(n));
  assert.deepEqual(minutes.filter(({ written }) => written > 0), []);
  const read = minutes.map((minute) => minute.read);
  assert.ok(read.reduce((a, b) => a + b) / CYCLE <= 20, `on average: ${read}`);
  assert.ok(read.slice(1).every((rows) => rows <= 20), `but for the one that erases: ${read}`);
  assert.ok(read[0] <= 50, `the one that erases: ${read}`);
});
