// Order lines on a phone: read on the card, copied in one press.

import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";
import { shots, start } from "./stage.mjs";

const ORDER = `Bonsoir, commande pour demain matin :
- 3 cagettes de tomates grappe
- 2 sacs d'oignons jaunes 10kg
- 5 kg de carottes
- 1,5 kg de champignons de Paris
- 6 bottes de persil plat
- 12 salades iceberg
- 2 cartons de bananes
- 1 filet d'ail
- 4 barquettes de fraises gariguette
- une douzaine d'œufs bio
- 3 x 5L huile de friture
- 2 bidons de vinaigre blanc
Livraison avant 9h svp, merci`;

let stage;
before(async () => { stage = await start(); });
after(async () => { await stage?.stop(); });

test("an order of twelve things is pasted into a spreadsheet from a phone, in one press", async () => {
  const customer = await stage.customer("Bistrot du Marché");
  await customer.writes(ORDER);
  await stage.card(customer);
  const page = await stage.desk("paul");
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const lines = page.locator("article.card details.order-lines");
  await lines.locator("summary").click();
  assert.match(await lines.innerText(), /Lues par une machine/);
  assert.equal(await lines.locator("tbody tr").count(), 12);
  await page.locator("main:not(.settling)").waitFor();
  await lines.getByRole("button").click();
  await lines.getByRole("button", { name: "Copié" }).waitFor();
  const rows = (await page.evaluate(() => navigator.clipboard.readText())).split("\n").map((row) => row.split("\t"));
  assert.equal(rows.length, 12);
  assert.deepEqual(rows[0], ["3", "cagette", "tomates grappe", ""]);
  assert.deepEqual(rows[3], ["1,5", "kg", "champignons de Paris", ""]);
  assert.deepEqual(rows[9], ["12", "", "œufs bio", ""]);
  assert.ok(rows.every((row) => row.length === 4), JSON.stringify(rows));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 360, `${wide} pixels wide`);
  await lines.scrollIntoViewIfNeeded();
  await page.screenshot({ path: path.join(shots, "order-lines-360.png"), fullPage: true });
  assert.deepEqual(page.trouble, []);
});

test("without the script the table is there, and no press that does nothing", async () => {
  const customer = await stage.customer("Sans Script");
  await customer.writes("3 cartons de lait");
  await stage.card(customer);
  const page = await stage.desk("paul", { javaScriptEnabled: false });
  const lines = page.locator("article.card", { hasText: "Sans Script" }).locator("details.order-lines");
  await lines.locator("summary").click();
  await lines.getByText("carton", { exact: true }).waitFor();
  assert.equal(await lines.getByRole("button").count(), 0);
});

test("a pasted text is judged, with its lines", async () => {
  const page = await stage.desk("paul", { path: "/review/judge" });
  await page.goto(`${stage.url}/review/judge`);
  await page.fill("#text", ORDER);
  await page.getByRole("button", { name: "Lire ce texte" }).click();
  await page.getByRole("heading", { name: "C'est une commande" }).waitFor();
  assert.ok(await page.locator("mark").count() > 5);
  assert.equal(await page.locator("details.order-lines tbody tr").count(), 12);
  await page.screenshot({ path: path.join(shots, "judge-360.png"), fullPage: true });
  assert.deepEqual(page.trouble, []);
});
