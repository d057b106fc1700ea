// What came while the service was off: the admin turns it on, is told what waits, and has it drafted.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { looking, people, start, until } from "./stage.mjs";

let stage;
before(async () => { stage = await start(); });
after(async () => { await stage?.stop(); });

const looked = looking("missed");

test("turning it on stays on the page, says what waits, and one press there makes the draft", async () => {
  const page = await stage.desk("rani", { path: "/review/people" });
  await page.locator("summary", { hasText: "Tout arrêter" }).click();
  await page.getByRole("button", { name: "Tout arrêter" }).click();
  await page.waitForURL(/\/review\/people\?switched=off$/);
  assert.match(await page.locator(".notices").innerText(), /Tout est arrêté/);
  const customer = await stage.customer("Épicerie du Port");
  await customer.writes("Bonjour, 5 cartons de lait et 2 sacs de riz svp");
  const card = await stage.card(customer);
  assert.equal(card.gate.why, "bot_disabled");
  await page.goto(`${stage.url}/review/history`);
  await looked(page, "off");
  await page.getByRole("button", { name: "Remettre en marche" }).click();
  await page.waitForURL(/\/review\/history\?switched=on-1$/);
  await looked(page, "on");
  await page.getByRole("link", { name: /1 carte arrivée pendant l'arrêt/ }).click();
  await page.waitForURL(/\/review\/missed$/);
  await looked(page, "list");
  await new Promise((resolve) => setTimeout(resolve, 800));
  await page.locator(`#${card.id}`).getByRole("button", { name: "Faire le brouillon" }).click();
  const drafted = await until("a draft", async () => {
    const { body } = await stage.api("GET", `/api/reviews/${card.id}`);
    return body.draft && body;
  });
  assert.equal(drafted.gate.why, null);
  // Nobody reloads: the draft comes by itself.
  const shown = page.locator(`#${card.id}`);
  await shown.locator("form[action$='/approve'] button").waitFor({ timeout: 30000 });
  assert.equal(await shown.getByRole("button", { name: "Faire le brouillon", exact: true }).count(), 0);
  await looked(page, "shown");
  await page.setViewportSize({ width: 1440, height: 900 });
  await looked(page, "shown-wide");
  await page.goto(`${stage.url}/review/missed`);
  assert.match(await page.locator("#main").innerText(), /Aucune carte arrivée pendant un arrêt/);
  await page.context().close();
});

test("closed thanks say that there was nothing to answer", async () => {
  const customer = await stage.customer("Chez Momo");
  await customer.writes("merci, bonne journée");
  const card = await stage.card(customer);
  const page = await stage.desk("paul", { width: 1440, path: `/review/cards/${card.id}` });
  await page.locator(`#${card.id}`).getByRole("button", { name: "Rien à répondre : fermer" }).click();
  await until("its end", async () => (await stage.api("GET", `/api/reviews/${card.id}`)).body.state === "rejected");
  await page.goto(`${stage.url}/review/cards/${card.id}`);
  assert.match(await page.locator(".decided").innerText(), /Fermé sans envoi.*Rien à répondre/s);
  await looked(page, "thanks");
  await page.context().close();
});
