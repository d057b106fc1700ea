// A question inside an order: seen above the Send button, answered by one more tap, and seen afterwards.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { looking, start, taps, until } from "./stage.mjs";

const WORDS = "Bonjour, 5 cartons de thé SVP. Vous avez encore du miel ? Et vous livrez samedi ?";

let stage;
before(async () => { stage = await start(); });
after(async () => { await stage?.stop(); });

async function asked(name) {
  const customer = await stage.customer(name);
  await customer.writes(WORDS);
  return [customer, await stage.card(customer)];
}

const looked = looking("unanswered");

const settled = (card) => until(`an end of ${card.id}`, async () => {
  const { body } = await stage.api("GET", `/api/reviews/${card.id}`);
  return body.state === "sent" && body;
});

test("what is asked stands right above the button, and a tap adds a reply that the next one sends", async () => {
  const [customer, card] = await asked("Épicerie du Port");
  const page = await stage.desk("paul");
  const shown = page.locator(`#${card.id}`);
  const said = shown.locator(".draft .asked");
  assert.match(await said.innerText(), /Ce texte n'y répond pas.*Vous avez encore du miel \?.*vous livrez samedi \?/s);
  const send = shown.getByRole("button", { name: /^Envoyer à Épicerie du Port/ });
  const [note, button] = [await said.boundingBox(), await send.boundingBox()];
  assert.ok(button.y > note.y && button.y - (note.y + note.height) < 60, "nothing stands between them");
  await looked(page, "card");
  await taps(shown.getByRole("button", { name: "Disponibilité" }));
  await page.waitForSelector(`#${card.id}[data-state=preview]`);
  await looked(page, "preview");
  assert.equal((await stage.sends()).filter(({ to }) => to === customer.address).length, 0, "nothing is sent by the first tap");
  await taps(shown.getByRole("button", { name: /^Envoyer à Épicerie du Port/ }));
  const sent = await settled(card);
  assert.equal(sent.decision.action, "edit");
  assert.equal(sent.decision.text, `${card.draft.text.replace("\n— Exemple SARL", "")}\n\nMerci pour votre question. Nous vérifions et vous répondons ici.\n— Exemple SARL`);
  await page.context().close();
});

test("without the script it is the same, and a reply with a blank opens the draft for writing", async () => {
  const [, card] = await asked("Chez Momo");
  const page = await stage.desk("paul", { javaScriptEnabled: false, path: `/review/cards/${card.id}` });
  await page.getByRole("button", { name: "Nos horaires" }).click();
  const area = page.locator(`#${card.id}-text`);
  assert.ok(/\n\nNous sommes ouverts \[[^\]]+\]\.\n— Exemple SARL$/.test(await area.inputValue()));
  await area.fill(`${card.draft.text}\n\nNous sommes ouverts le samedi.`);
  await page.getByRole("button", { name: "Relire avant d'envoyer" }).click();
  await page.getByRole("button", { name: /^Envoyer à Chez Momo/ }).click();
  assert.equal((await settled(card)).decision.action, "edit");
  await page.context().close();
});

test("a draft that was sent as it is leaves the question to be seen: on the card, in the history, on the customer's page", async () => {
  const [customer, card] = await asked("Boulangerie Sud");
  const wide = await stage.desk("rani", { width: 1440 });
  const line = wide.locator(`nav.list a[data-of="${card.id}"]`);
  assert.match(await line.innerText(), /demande autre chose/);
  await looked(wide, "wide");
  await wide.context().close();
  const page = await stage.desk("rani");
  await taps(page.locator(`#${card.id}`).getByRole("button", { name: /^Envoyer à Boulangerie Sud/ }));
  assert.equal((await settled(card)).decision.action, "approve");
  await page.goto(`${stage.url}/review/cards/${card.id}`);
  assert.match(await page.locator(`#${card.id} .asked`).innerText(), /Le client disait aussi.*du miel/s);
  await looked(page, "sent");
  for (const [where, name] of [["/review/history", "history"], [`/review/customers/c-${customer.address}`, "customer"]]) {
    await page.goto(stage.url + where);
    assert.match(await page.locator(".lines li", { hasText: "5 cartons de thé" }).first().innerText(), /demande autre chose/, where);
    await looked(page, name);
  }
  await page.context().close();
});
