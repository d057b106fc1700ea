// The ledger, the numbers and the list of customers in real Chromium: whole on a phone and on a wide screen, in
// both languages, with figures that run as they stand.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { serious, shots, start, until } from "./stage.mjs";

let stage;
before(async () => {
  stage = await start();
  fs.mkdirSync(shots, { recursive: true });
  const at = (days, minutes) => `strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-${days} days', '+${minutes} minutes')`;
  const rows = [];
  for (let day = 0; day < 30; day++) {
    for (let n = 0; n < (day * 7) % 5; n++) {
      const card = `rev_${String(day * 10 + n).padStart(32, "0")}`;
      const decided = ["approved", "edited", "rejected"][(day + n) % 3];
      rows.push(`(${at(day, 0)}, 'i', 'queue', 'queued', '${card}', 1, NULL, NULL)`);
      rows.push(`(${at(day, 3 + n * 9)}, 'i', 'decide', '${decided}', '${card}', 1, 'usr_rani', ${decided === "rejected" ? "'wrong_language'" : "NULL"})`);
      if (decided !== "rejected") rows.push(`(${at(day, 4 + n * 9)}, 'i', 'send', 'sent', '${card}', 1, NULL, NULL)`);
    }
  }
  stage.sql(`INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version, actor, reason) VALUES ${rows.join(", ")}`);
  await stage.writes("33699999999", "10 cartons de harissa svp");
  await stage.writes("33699999999", "vous êtes là ?");
  await (await stage.customer("Épicerie Exemple")).writes("10 cartons de harissa svp");
  await stage.card({ name: "Épicerie Exemple" });
});
after(() => stage.stop());

const PAGES = [
  ["ledger", "/review/ledger/rows"], ["strangers", "/review/ledger/rows?kind=strangers"], ["numbers", "/review/numbers"],
  ["week", "/review/numbers?span=this_week&by=week"], ["customers", "/review/customers"],
];

test("nothing of the ledger, the numbers and the customers lies beside the screen", async () => {
  for (const [width, locale] of [[360, "fr-FR"], [360, "en-GB"], [1440, "fr-FR"], [1440, "en-GB"]]) {
    const page = await stage.desk("rani", { width, locale });
    for (const [name, where] of PAGES) {
      await page.goto(stage.url + where);
      await page.evaluate(() => document.querySelectorAll(".by-period").forEach((fold) => { fold.open = true; }));
      await page.screenshot({ path: path.join(shots, `records-${name}-${width}-${locale.slice(0, 2)}.png`), fullPage: true });
      const [is, fits] = await page.evaluate(() => [document.scrollingElement.scrollWidth, innerWidth]);
      assert.ok(is <= fits, `${where} is ${is} pixels wide at ${width}`);
      const cut = await page.evaluate(() => [...document.querySelectorAll(".scroll")].filter((box) => box.scrollWidth > box.clientWidth).length);
      assert.equal(cut, 0, `a table of ${where} is cut at ${width}`);
      if (width === 360) assert.deepEqual(await serious(page), [], where);
    }
    assert.deepEqual(page.trouble, []);
    await page.context().close();
  }
});

test("an admin learns of strangers, finds their rows, and goes from a row to its card", async () => {
  const page = await stage.desk("rani", { path: "/review/customers", javaScriptEnabled: false });
  await page.getByText("2 messages d'un même numéro non inscrit").waitFor();
  await page.getByRole("link", { name: "Les voir dans le journal" }).click();
  await page.waitForURL(/kind=strangers/);
  assert.equal(await page.locator("tbody tr").count(), 2);
  await page.selectOption("#kind", "drafting");
  await page.getByRole("button", { name: "Voir" }).click();
  await page.waitForURL(/kind=drafting/);
  await page.locator("tbody tr", { hasText: "queue queued" }).first().getByRole("link").click();
  await page.waitForURL(/\/review\/cards\//);

  const card = await stage.card({ name: "Épicerie Exemple" });
  await stage.api("POST", `/api/reviews/${card.id}/reject`, { version: card.version, reason: "other" });
  for (const [width, locale, said] of [[360, "fr-FR", "non inscrit"], [1440, "en-GB", "not listed"]]) {
    const start = await stage.desk("rani", { width, locale });
    await start.locator(".strangers", { hasText: said }).waitFor();
    await start.screenshot({ path: path.join(shots, `records-start-${width}.png`) });
  }
});

test("each figure runs in wrangler as it stands", async () => {
  const page = await stage.desk("rani", { path: "/review/numbers?span=last_30_days" });
  await page.locator("summary", { hasText: "SQL" }).click();
  const queries = await page.locator("pre").allInnerTexts();
  assert.equal(queries.length, 4);
  for (const sql of queries) {
    assert.ok(!/["$`?]/.test(sql), sql);
    await until("rows", () => stage.sql(sql));
  }
});
