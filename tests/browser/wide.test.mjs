// The wide screen: a list beside one card, by mouse, by keys and without JavaScript.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { ORDER, serious, shots, start, until } from "./stage.mjs";

let stage;
before(async () => {
  fs.mkdirSync(shots, { recursive: true });
  stage = await start();
});
after(async () => { await stage?.stop(); });
beforeEach(async () => {
  for (const card of (await stage.api("GET", "/api/reviews?limit=100")).body.reviews) await stage.api("POST", `/api/reviews/${card.id}/reject`, { version: card.version, reason: "other" });
});

const wide = (who, besides = {}) => stage.desk(who, { width: 1440, ...besides });
const line = (page, { name }) => page.locator(".list a", { hasText: name });
const settled = (page) => page.locator("main:not(.settling)").waitFor();
/** Whose cards are seen. */
const seen = (page) => page.locator("article.card:visible h2").allInnerTexts();
const focus = (page) => page.evaluate(() => {
  const at = document.activeElement;
  return at.closest(".list") ? `line ${at.querySelector("strong").textContent}` : `card ${at.closest("article")?.querySelector("h2").textContent}`;
});
const says = (page, words) => page.locator(".notices", { hasText: words }).waitFor();
const sent = async () => (await stage.sends()).length;

test("a list stands beside one card, and says who wrote, what, how long is left and how it stands", async () => {
  await stage.ordered("Large question", "Bonjour, quels sont vos horaires le samedi ?");
  await stage.several("Large", 3);
  const page = await wide("paul");
  const names = await page.locator(".list strong").allInnerTexts();
  const [first, second] = names.filter((name) => name !== "Large question").map((name) => ({ name }));
  await line(page, first).click();
  assert.deepEqual(await seen(page), [first.name]);
  const [list, card] = [await page.locator(".list").boundingBox(), await page.locator("article.card:visible").boundingBox()];
  assert.ok(list.x + list.width <= card.x && Math.abs(list.y - card.y) < 2, "beside, from one height");
  assert.match(await line(page, first).innerText(), /Large [0-9]\s+(23|24) h.*restantes\s+Bonjour 10 cartons harissa.*\s+prête/s);
  assert.match(await line(page, { name: "Large question" }).innerText(), /à rédiger/);
  assert.equal(await line(page, first).getAttribute("aria-current"), "true");
  await line(page, second).click();
  assert.deepEqual(await seen(page), [second.name]);
  assert.equal(await page.locator(".list [aria-current]").count(), 1);
  assert.equal(await focus(page), `card ${second.name}`);
  await page.reload();
  assert.deepEqual(await seen(page), [second.name], "it is the chosen one still");
  assert.deepEqual(await serious(page), []);
  await page.screenshot({ path: path.join(shots, "wide.png") });
  assert.deepEqual(page.trouble, []);
});

test("keys go through the list, open, send, go on and come back", async () => {
  const [first, second, third] = await stage.several("Touche", 4);
  const page = await wide("paul");
  const before = await sent();
  await page.keyboard.press("a");
  await page.keyboard.press("ArrowDown");
  assert.equal(await focus(page), `line ${first.name}`, "whoever comes chooses first");
  assert.equal(await sent(), before, "nothing is chosen: nothing is sent");
  await page.keyboard.press("ArrowDown");
  assert.deepEqual([await focus(page), await seen(page)], [`line ${second.name}`, [second.name]]);
  const ring = await line(page, second).evaluate((element) => getComputedStyle(element).outlineWidth);
  assert.ok(parseFloat(ring) >= 2, `the focus is seen: ${ring}`);
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  assert.equal(await focus(page), `card ${first.name}`);
  await page.keyboard.press("j");
  assert.equal(await focus(page), `card ${second.name}`);
  await page.keyboard.press("k");
  // Writing, and away from it: first out of the words, then back to the list.
  await page.keyboard.press("e");
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "TEXTAREA");
  await page.keyboard.press("Escape");
  assert.equal(await focus(page), `card ${first.name}`);
  await page.keyboard.press("Escape");
  assert.equal(await focus(page), `line ${first.name}`);
  await settled(page);
  await page.keyboard.press("a");
  await says(page, `Envoyé à ${first.name}`);
  await page.waitForFunction((name) => document.activeElement.querySelector("h2")?.textContent === name, second.name);
  assert.deepEqual([await seen(page), await sent()], [[second.name], before + 1], "the next one is there");
  await line(page, first).locator(".state.sent").waitFor();
  // One's own words: the preview goes with Escape, and is sent with the same key.
  await settled(page);
  await page.keyboard.press("e");
  await page.keyboard.type("Merci ! ");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const preview = page.locator("article.card[data-state=preview]");
  await preview.waitFor();
  assert.deepEqual(await seen(page), [second.name]);
  await page.keyboard.press("Escape");
  await preview.waitFor({ state: "detached" });
  await settled(page);
  await page.locator("article.card:visible details.edit button").press("Enter");
  await preview.waitFor();
  await settled(page);
  await page.keyboard.press("a");
  await says(page, `Envoyé à ${second.name}`);
  await page.waitForFunction((name) => document.activeElement.querySelector("h2")?.textContent === name, third.name);
  assert.equal(await sent(), before + 2);
  assert.deepEqual(page.trouble, []);
});

test("what went wrong stays before the eyes", async () => {
  const [first] = await stage.several("Panne", 2);
  const page = await wide("paul");
  await stage.graphAnswers("refuse:131026");
  await page.keyboard.press("j");
  await settled(page);
  await page.keyboard.press("a");
  await says(page, "L'envoi a échoué");
  await stage.graphAnswers("accept");
  await page.waitForTimeout(300);
  assert.deepEqual([await seen(page), await focus(page)], [[first.name], `card ${first.name}`]);
  await line(page, first).locator(".state.failed").waitFor();
});

test("a mouse that sent and goes on finds nobody's Send button under it", async () => {
  const order = await stage.several("Souris", 5);
  const page = await wide("paul");
  const under = ([x, y]) => page.evaluate(([x, y]) => document.elementFromPoint(x, y)?.closest("button.primary")?.closest("article").querySelector("h2").textContent ?? null, [x, y]);
  for (const [n, customer] of order.entries()) {
    const card = page.locator("article.card:visible");
    assert.deepEqual(await seen(page), [customer.name]);
    for (const button of [card.locator("form[action$=approve] button"), card.getByRole("button", { name: "Carte suivante" })]) {
      if (n + 1 === order.length && button !== undefined && (await button.count()) === 0) continue;
      await settled(page);
      await button.waitFor();
      if (!(await button.isEnabled())) continue;
      const box = await button.boundingBox();
      const point = [box.x + box.width / 2, box.y + box.height / 2];
      await page.mouse.click(...point);
      for (let look = 0; look < 10; look++) {
        const whose = await under(point);
        assert.ok(whose === null || whose === customer.name, `${whose}'s button is where ${customer.name} was touched`);
        await page.waitForTimeout(80);
      }
      if (n + 1 === order.length) break;
    }
  }
  assert.deepEqual(page.trouble, []);
});

test("the list follows what others do: new cards, decisions, what is put off", async () => {
  const [first, second, third] = await stage.several("Suite", 3);
  const page = await wide("paul");
  const { id, version, draft } = await stage.card(second);
  await stage.api("POST", `/api/reviews/${id}/approve`, { version, text_sha256: draft.text_sha256 });
  const late = await stage.ordered("Suite tardive");
  await line(page, second).locator(".state.sent").waitFor({ timeout: 15_000 });
  await line(page, late).waitFor({ timeout: 15_000 });
  assert.deepEqual(await seen(page), [first.name], "what is before the eyes stays");
  const { id: put } = await stage.card(third);
  const until = new Date(Date.now() + 3_600_000).toISOString();
  assert.equal((await stage.api("POST", `/api/reviews/${put}/later`, { until })).status, 200);
  await page.reload();
  await page.locator(".list summary", { hasText: "Plus tard (1)" }).click();
  await line(page, third).click();
  assert.deepEqual(await seen(page), [third.name]);
  await page.locator("form[action$=approve] button:visible").waitFor();
  assert.deepEqual(page.trouble, []);
});

test("nobody else's card takes the chosen one's place by itself", async () => {
  const [first, second] = await stage.several("Place", 3);
  const { id } = await stage.card(second);
  const later = (until) => stage.api("POST", `/api/reviews/${id}/later`, { until });
  assert.equal((await later(new Date(Date.now() + 3_600_000).toISOString())).status, 200);
  const page = await wide("paul");
  await page.locator(".list summary", { hasText: "Plus tard (1)" }).click();
  await line(page, second).click();
  await page.keyboard.press("Escape");
  assert.equal(await focus(page), `line ${second.name}`, "the card has not the focus");
  // Its time comes.
  assert.equal((await later(null)).status, 200);
  await page.locator(".list > a", { hasText: second.name }).waitFor({ timeout: 15_000 });
  assert.deepEqual(await seen(page), [second.name], "what is before the eyes stays");
  assert.equal(await line(page, second).getAttribute("aria-current"), "true");
  // A card that comes now does not go into the fold after it.
  const late = await stage.ordered("Place tardive");
  await line(page, late).waitFor({ timeout: 15_000 });
  assert.deepEqual(await seen(page), [second.name]);
  assert.equal(await page.locator("#queue > article.card h2", { hasText: late.name }).count(), 1);
  // Where the chosen card is gone, buttons rest first.
  await settled(page);
  await page.evaluate(() => document.querySelector("article.card.chosen").remove());
  await page.locator("main.settling").waitFor({ timeout: 500 });
  assert.deepEqual(await seen(page), [first.name]);
  assert.deepEqual(page.trouble, []);
});

test("far down the list a card comes whole when it is chosen", async () => {
  const customers = [];
  for (let n = 0; n < 24; n++) customers.push(await stage.customer(`Rang ${n}`));
  await Promise.all(customers.map((customer) => customer.writes(ORDER)));
  await until("all cards", async () => (await stage.api("GET", "/api/reviews?limit=100")).body.reviews.length === 24, 60);
  const page = await wide("paul");
  await page.locator(".list a").nth(22).click();
  await page.locator("article.card:visible form[action$=approve] button").waitFor();
  assert.equal((await seen(page)).length, 1);
  await page.keyboard.press("j");
  await page.locator("article.card:visible form[action$=approve] button").waitFor();
  assert.deepEqual(page.trouble, []);
});

test("without JavaScript the list shows the card that it names, and a press comes back to the next", async () => {
  const [first, second] = await stage.several("Sobre", 3);
  const page = await wide("paul", { javaScriptEnabled: false });
  assert.deepEqual(await seen(page), [first.name]);
  await line(page, second).click();
  assert.deepEqual(await seen(page), [second.name]);
  await page.locator("form[action$=approve] button:visible").click();
  await page.locator(".notice", { hasText: `Envoyé à ${second.name}` }).waitFor();
  assert.deepEqual(await seen(page), [first.name]);
  assert.equal(await line(page, second).count(), 0);
});
