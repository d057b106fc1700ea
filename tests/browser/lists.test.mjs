// What an admin does with lists, on a phone: a file with faults is corrected in the form, numbers without
// their country code become proposals, and those are confirmed one after the other.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { serious, shots, start } from "./stage.mjs";

let stage;
before(async () => { stage = await start(); fs.mkdirSync(shots, { recursive: true }); });
after(() => stage.stop());

const picture = (page, name) => page.screenshot({ path: path.join(shots, `lists-${name}.png`), fullPage: true });

const fits = async (page, what) => {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${what} is ${wide} pixels too wide`);
  assert.deepEqual(await serious(page), [], what);
};

const says = (page, text) => page.locator(".notice", { hasText: text }).waitFor();

const example = async (page, name) => {
  const href = await page.locator(`a[href^='/examples/${name}.']`).getAttribute("href");
  const answer = await fetch(stage.url + href);
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get("content-type"), /^text\/csv/);
  return { name: `${name}.csv`, mimeType: "text/csv", buffer: Buffer.from(await answer.arrayBuffer()) };
};

const opens = async (page, form) => {
  const box = page.locator("details", { has: page.locator(`form[action='${form}']`) });
  await box.locator("summary").click();
  return page.locator(`form[action='${form}']`);
};

test("a file with faults is corrected in the form, and its proposals are confirmed one after the other", async () => {
  await stage.api("POST", "/api/connection/check", {});
  const page = await stage.desk("rani", { path: "/review/customers" });
  let form = await opens(page, "/review/customers/import");
  await picture(page, "customers-360");
  await form.locator("input[type=file]").setInputFiles(await example(page, "customers"));
  await form.getByRole("button", { name: "Importer" }).click();
  await says(page, "3 lignes importées.");

  form = await opens(page, "/review/addresses/import");
  const table = "Téléphone;Code client;Consentement\n06 39 98 00 01;C-001;Mme Exemple, au comptoir\nappelez-moi;C-002;\n06 39 98 00 03;;\n";
  await form.locator("textarea").fill(table);
  await form.getByRole("button", { name: "Importer" }).click();
  await says(page, "Rien n'a été importé. 2 fautes à corriger");
  await page.getByText("Ligne 3, « Téléphone » : « appelez-moi » ne convient pas.").waitFor();
  await page.getByText("Ligne 4, « Code client » : rien n'est écrit.").waitFor();
  await fits(page, "the refused import");
  await picture(page, "faults-360");

  form = page.locator("form[action='/review/addresses/import']");
  assert.equal(await form.locator("textarea").inputValue(), table);
  await form.locator("textarea").fill(table.replace("appelez-moi", "06 39 98 00 02").replace("03;;", "03;C-003;"));
  await form.getByRole("button", { name: "Importer" }).click();
  await says(page, "3 lignes importées.");
  await says(page, "à vérifier : 3");
  await fits(page, "the proposals");
  await picture(page, "proposals-360");

  const next = page.locator("li.entry").first();
  const confirm = async (name, number, left, shot) => {
    await next.getByRole("button", { name: `Inscrire ${name}, ${number}` }).click();
    await says(page, `C'est inscrit : ${name}, ${number}.`);
    await says(page, left);
    await picture(page, shot);
  };
  await confirm("Épicerie Exemple", "+33639980001", "Il en reste 2", "confirmed-1-360");
  const note = next.locator("textarea");
  assert.equal(await note.inputValue(), "", "nobody's consent is another's");
  await note.fill("M. Modèle, par téléphone");
  await confirm("Café Modèle", "+33639980002", "Il en reste 1", "confirmed-2-360");
  await note.fill("M. Fictif, à la foire");
  await confirm("Bar Fictif", "+33639980003", "C'était la dernière", "confirmed-3-360");
  const { body } = await stage.api("GET", "/api/allowlist");
  assert.deepEqual(body.allowlist.map((entry) => entry.opt_in_note), ["Mme Exemple, au comptoir", "M. Modèle, par téléphone", "M. Fictif, à la foire"]);
  assert.deepEqual(page.trouble, []);
});

test("a number without its country code is completed by a press, and a customer is changed", async () => {
  await stage.api("POST", "/api/connection/check", {});
  // While nobody is listed the form stands open.
  await stage.customer("Chez Exemple");
  for (const javaScriptEnabled of [true, false]) {
    const page = await stage.desk("rani", { path: "/review/customers", javaScriptEnabled });
    await page.getByText("Ajouter un client").click();
    const number = javaScriptEnabled ? "06 39 98 00 11" : "06 39 98 00 12";
    await page.fill("#address", number);
    await page.fill("#customer_name", "Sans Identifiant");
    await page.fill("#opt_in_note", "au comptoir");
    await page.getByRole("button", { name: "Ajouter à la liste" }).click();
    await page.locator("#address-wrong").waitFor();
    if (javaScriptEnabled) await fits(page, "the proposed number");
    await page.screenshot({ path: path.join(shots, `lists-local-number-${javaScriptEnabled ? "js" : "plain"}-360.png`) });
    // Enter presses the form's own button: the number is refused once more, and not completed.
    const refused = page.waitForResponse((response) => response.request().method() === "POST");
    await page.press("#customer_name", "Enter");
    assert.equal((await refused).status(), 400);
    await page.getByRole("button", { name: `+33 ${number.slice(1)} ?` }).click();
    await says(page, "rien n'est encore enregistré");
    assert.equal(await page.inputValue("#address"), `+33 ${number.slice(1)}`);
    await page.getByRole("button", { name: "Ajouter à la liste" }).click();
    await says(page, "Son identifiant vient d'être créé");
    await page.getByText("Modifier le nom ou la langue").click();
    await page.fill("#name", "Avec Nom");
    await page.locator("form[action$='/change'] button").click();
    await says(page, "C'est enregistré.");
    await page.locator("h2", { hasText: "Avec Nom" }).waitFor();
    await picture(page, `customer-${javaScriptEnabled ? "js" : "plain"}-360`);
    assert.deepEqual(page.trouble, []);
  }
});

test("a product is changed, and removed after a question, on its own page", async () => {
  for (const width of [360, 1440]) {
    const page = await stage.desk("rani", { path: "/review/products", width });
    const form = await opens(page, "/review/products/import");
    await form.locator("input[type=file]").setInputFiles(await example(page, "products"));
    await form.getByRole("button", { name: "Importer" }).click();
    await says(page, "3 lignes importées.");
    await fits(page, "the products");
    await picture(page, `products-${width}`);
    await page.getByRole("link", { name: "EX-2" }).click();
    await page.fill("#name", "Café en grains exemple");
    await page.getByRole("button", { name: "Enregistrer" }).click();
    await says(page, "C'est enregistré.");
    await page.getByRole("link", { name: "EX-2" }).click();
    await page.getByText("Retirer", { exact: true }).click();
    await fits(page, "the product");
    await picture(page, `product-${width}`);
    await page.getByRole("button", { name: "Retirer EX-2, Café en grains exemple" }).click();
    await says(page, "Le produit est retiré.");
    assert.equal(await page.getByText("Café en grains exemple").count(), 0);
    await page.goto(`${stage.url}/review/customers`);
    await picture(page, `lists-${width}`);
    assert.deepEqual(page.trouble, []);
  }
});
