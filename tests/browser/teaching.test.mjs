// Teaching at the desk: a word is tried on what came before, saved, and read by the next message.

import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";
import { shots, start } from "./stage.mjs";

let stage;
before(async () => { stage = await start(); });
after(async () => { await stage?.stop(); });

const kind = (page, label) => page.locator("form.stack", { has: page.getByLabel(label, { exact: true }) });
const tile = (page, title) => page.locator("dl.tiles div", { has: page.getByText(title, { exact: true }) }).locator("dd");

/** A customer who writes once; their card once it is there. */
async function card(name, text) {
  const customer = await stage.customer(name);
  await customer.writes(text);
  return stage.card(customer);
}

test("a taught word is tried, saved, and read by the next message, without JavaScript", async () => {
  for (let n = 1; n <= 3; n++) await card(`Épicerie ${n}`, "bonne journée à vous");
  const before = await card("Cave du Port", "Comme d'accord, réassort pour mardi");
  assert.deepEqual([before.gate.verdict, before.gate.words_version], ["not_an_order", 0]);
  const page = await stage.desk("rani", { path: "/review/words", javaScriptEnabled: false });
  await page.goto(`${stage.url}/review/words`);
  await kind(page, "Mots de commande").locator("textarea").fill("réassort");
  await page.screenshot({ path: path.join(shots, "words-360.png"), fullPage: true });
  const tried = () => kind(page, "Mots de commande").getByRole("button", { name: "Essayer sur l'historique" }).click();
  await tried();
  assert.equal(await tile(page, "Cartes restantes").innerText(), "0");
  assert.equal(await tile(page, "Deviendraient des commandes").innerText(), "1");
  await page.getByText("réassort pour mardi").waitFor();
  await page.screenshot({ path: path.join(shots, "trial-refused-360.png"), fullPage: true });
  // One of four is too many, until somebody says that it was an order.
  assert.equal(await page.getByRole("button", { name: "Enregistrer" }).count(), 0);
  await page.getByRole("link", { name: "Voir la carte" }).click();
  await page.getByRole("button", { name: "C'était une commande", exact: true }).click();
  await page.getByRole("button", { name: "✓ C'était une commande" }).waitFor();
  await page.screenshot({ path: path.join(shots, "marked-360.png"), fullPage: true });
  await page.goto(`${stage.url}/review/words`);
  await kind(page, "Mots de commande").locator("textarea").fill("réassort");
  await tried();
  await page.getByRole("button", { name: "Recommencer l'essai" }).click();
  await page.screenshot({ path: path.join(shots, "trial-360.png"), fullPage: true });
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await page.getByText("C'est enregistré.").waitFor();
  const next = await card("Cave du Nord", "Réassort pour jeudi");
  assert.deepEqual([next.gate.verdict, next.gate.words_version], ["order_shaped", 1]);
  const ledger = stage.sql("SELECT actor, reason FROM run_ledger WHERE step = 'words'");
  assert.deepEqual(ledger, [{ actor: "usr_rani", reason: "words-1:order:+1-0" }]);
  const marks = stage.sql("SELECT actor FROM run_ledger WHERE step = 'mark' AND outcome = 'order'");
  assert.deepEqual(marks, [{ actor: "usr_rani" }]);
});

test("a taught attack changes nothing", async () => {
  const page = await stage.desk("rani", { path: "/review/words" });
  await page.goto(`${stage.url}/review/words`);
  for (const word of ["confirmée", "livré", "bit.ly", "12", "Dupont"]) {
    await kind(page, "Mots des brouillons").locator("textarea").fill(`bonjour\n${word}`);
    await kind(page, "Mots des brouillons").getByRole("button", { name: "Enregistrer" }).click();
    await page.getByText(`« ${word} »`).waitFor();
    assert.match(await kind(page, "Mots des brouillons").locator("textarea").inputValue(), new RegExp(word), "what was typed stays");
  }
  await kind(page, "Numéros d'article").locator("textarea").fill(".*");
  await kind(page, "Numéros d'article").getByRole("button", { name: "Essayer" }).click();
  await page.getByText("« .* »").waitFor();
  await page.screenshot({ path: path.join(shots, "words-refused-360.png"), fullPage: true });
  assert.deepEqual(stage.sql("SELECT max(version) AS version FROM taught_words"), [{ version: 1 }]);
  assert.deepEqual(page.trouble, []);
});
