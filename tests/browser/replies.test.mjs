// Saved replies, notes, cards that are put off and what was said before, on a phone.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { looking, start, taps, until } from "./stage.mjs";


let stage;
before(async () => { stage = await start(); });
after(async () => { await stage?.stop(); });

async function asked(name, text = "Bonsoir, où est ma commande ?", language = "fr") {
  const customer = await stage.customer(name, language);
  await customer.writes(text);
  return [customer, await stage.card(customer)];
}

const looked = looking("replies");

const settled = (card) => until(`an end of ${card.id}`, async () => {
  const { body } = await stage.api("GET", `/api/reviews/${card.id}`);
  return body.state === "sent" && body;
});

test("a saved reply is two taps: what is read is what is sent", async () => {
  const [customer, card] = await asked("Épicerie du Port");
  const page = await stage.desk("paul");
  const shown = page.locator(`#${card.id}`);
  await looked(page, "card");
  await taps(shown.getByRole("button", { name: "Où est ma commande ?" }));
  await page.waitForSelector(`#${card.id}[data-state=preview]`);
  await looked(page, "preview");
  const read = await shown.locator(".draft blockquote").innerText();
  assert.match(read, /^Bonsoir Épicerie du Port, merci de votre message\./);
  assert.equal((await stage.sends()).filter(({ to }) => to === customer.address).length, 0, "nothing is sent by the first tap");
  await taps(shown.getByRole("button", { name: /^Envoyer à Épicerie du Port/ }));
  const sent = await settled(card);
  assert.deepEqual([sent.draft, sent.decision.action, sent.decision.text], [null, "edit", read]);
  await page.context().close();
});

test("a reply with a blank opens for writing, and going back from a preview keeps the card", async () => {
  const [, card] = await asked("Boulangerie Sud", "Bonjour, vous ouvrez à quelle heure ?");
  const page = await stage.desk("paul");
  const shown = page.locator(`#${card.id}`);
  await taps(shown.getByRole("button", { name: "Disponibilité" }));
  await page.waitForSelector(`#${card.id}[data-state=preview]`);
  await taps(shown.locator("[data-back]"));
  await taps(shown.getByRole("button", { name: "Nos horaires" }));
  const area = shown.locator("details[open] textarea");
  await area.waitFor();
  assert.match(await area.inputValue(), /nous sommes ouverts \[jours et heures\]\./);
  assert.equal(await page.locator(`#${card.id}[data-state=preview]`).count(), 0);
  await looked(page, "blank");
  await page.context().close();
});

test("without the script a saved reply, a note and later work as well", async () => {
  const [, card] = await asked("Chez Momo", "Good evening, where is my order?", "en");
  const page = await stage.desk("paul", { javaScriptEnabled: false, path: `/review/cards/${card.id}` });
  await page.locator("details.aside > summary", { hasText: "note" }).click();
  await page.locator(`#${card.id}-aside`).fill("Attend le transporteur");
  await page.getByRole("button", { name: "Dans 1 h", exact: true }).click();
  await page.waitForURL(/\/review$/);
  assert.equal(await page.locator(`details.put-off #${card.id}`).count(), 1);
  await page.goto(`${stage.url}/review/cards/${card.id}`);
  assert.match(await page.locator(".note").innerText(), /Attend le transporteur/);
  await page.getByRole("button", { name: "Where is my order?" }).click();
  assert.match(await page.locator(".draft blockquote").innerText(), /^Good evening Chez Momo, thank you for your message\./);
  await page.locator(".draft button.primary").click();
  await settled(card);
  await looked(page, "without-script");
  await page.context().close();
});

test("a card that is put off waits folded, and comes out when the customer writes", async () => {
  const [customer, card] = await asked("Traiteur Nord");
  const open = await stage.desk("rani");
  const shown = open.locator(`#${card.id}`);
  const { status } = await stage.api("POST", `/api/reviews/${card.id}/later`, { until: new Date(Date.now() + 3600000).toISOString() });
  assert.equal(status, 200);
  await shown.getByText("Remise à plus tard par Rani").waitFor({ timeout: 15000 });
  assert.equal(await open.locator(`details.put-off #${card.id}`).count(), 0, "nothing moves before the eyes");
  await open.reload();
  const fold = open.locator("details.put-off");
  assert.match(await fold.locator("summary").first().innerText(), /Plus tard \(1\)/);
  assert.equal(await shown.isVisible(), false);
  await looked(open, "folded");
  await fold.locator("summary").first().click();
  assert.equal(await shown.isVisible(), true);
  // The line becomes a whole card.
  await shown.locator("details.aside").waitFor({ state: "attached" });
  await looked(open, "unfolded");
  await fold.locator("summary").first().click();
  await customer.writes("Alors ?");
  await open.waitForFunction((id) => !document.getElementById(id)?.closest("details.put-off"), card.id, { timeout: 20000 });
  await shown.getByText("Alors ?").waitFor({ timeout: 15000 });
  assert.equal(await open.locator("details.put-off").count(), 0);
  await open.context().close();
});

test("what was said before stands folded on the next card", async () => {
  const [customer, first] = await asked("Café Central");
  const page = await stage.desk("paul");
  await taps(page.locator(`#${first.id}`).getByRole("button", { name: "Où est ma commande ?" }));
  await page.waitForSelector(`#${first.id}[data-state=preview]`);
  await taps(page.locator(`#${first.id} .draft button.primary`));
  await settled(first);
  await customer.writes("Et le prix du couscous ?");
  const next = await stage.card(customer);
  await page.goto(`${stage.url}/review/cards/${next.id}`);
  const before = page.locator("details.before");
  await before.locator("summary").click();
  assert.deepEqual(await before.locator(".said").allInnerTexts(), ["Bonsoir, où est ma commande ?", (await settled(first)).decision.text]);
  assert.match(await before.innerText(), /Paul/);
  await looked(page, "before");
  await page.context().close();
});

test("an admin keeps the replies, and a refused form comes back filled", async () => {
  const page = await stage.desk("rani", { path: "/review/saved-replies" });
  await page.locator("details.edit > summary", { hasText: "Nos horaires" }).click();
  await looked(page, "admin");
  await page.locator("#hours-fr-text").fill("{hello} {prénom}, nous sommes ouverts.");
  await page.locator("details[open] button.primary").click();
  await page.waitForSelector(".notice.bad");
  assert.equal(await page.locator("#hours-fr-text").inputValue(), "{hello} {prénom}, nous sommes ouverts.");
  await page.locator("#hours-fr-text").fill("{hello} {customer}, nous sommes ouverts le lundi.");
  await page.locator("details[open] button.primary").click();
  await page.waitForSelector(".notice:not(.bad)");
  const [, card] = await asked("Primeur Ouest", "Vous ouvrez quand ?");
  await page.goto(`${stage.url}/review/cards/${card.id}/saved`);
  await looked(page, "all-languages");
  await page.getByRole("button", { name: "Nos horaires" }).click();
  assert.match(await page.locator(".draft blockquote").innerText(), /^Bonjour Primeur Ouest, nous sommes ouverts le lundi\./);
  await page.context().close();
});
