// What is read from right to left: a draft in Arabic on a card, in its edit, and on the phone
// of the stand-in.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { shots, start } from "./stage.mjs";

let stage;
before(async () => {
  stage = await start();
  fs.mkdirSync(shots, { recursive: true });
});
after(() => stage?.stop());

const direction = (locator) => locator.evaluate((element) => getComputedStyle(element).direction);

test("a draft in Arabic is read from right to left wherever it stands", async () => {
  const shop = await stage.customer("بقالة النور", "ar");
  await shop.writes("السلام عليكم، ١٠ كراتين ماء");
  const card = await stage.card(shop);
  const desk = await stage.desk("paul", { path: `/review/cards/${card.id}` });
  const article = desk.locator("article.card");
  assert.equal(await article.locator("blockquote").first().getAttribute("lang"), "ar");
  assert.equal(await direction(article.locator("blockquote").first()), "rtl");
  assert.equal(await direction(article.locator("p.said")), "rtl");
  assert.equal(await direction(article.locator("p.meta")), "ltr");
  await article.locator("details.edit summary").click();
  const typed = article.locator("details.edit textarea");
  assert.equal(await direction(typed), "rtl");
  await desk.screenshot({ path: path.join(shots, "arabic-360.png"), fullPage: true });
  // What is typed decides by itself.
  await typed.fill("Bonjour, bien reçu, merci.");
  assert.equal(await direction(typed), "ltr");
  assert.ok(await desk.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
  assert.deepEqual(desk.trouble, []);
});

test("the phone of the stand-in shows and takes Arabic", async () => {
  const phone = await stage.window();
  await phone.goto(stage.phone);
  await phone.fill("#text", "٣ كراتين ماء");
  assert.equal(await direction(phone.locator("#text")), "rtl");
  await phone.click("#form button:last-child");
  const bubble = phone.locator("#talk .bubble", { hasText: "كراتين" });
  await bubble.waitFor();
  assert.equal(await direction(bubble), "rtl");
  await phone.screenshot({ path: path.join(shots, "phone-arabic-360.png") });
});
