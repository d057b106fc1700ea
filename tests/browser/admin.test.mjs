// What an admin does in real Chromium: signing a phone in by a link, and the pages of customers and numbers
// as they look.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { shots, start, until } from "./stage.mjs";

let stage;
before(async () => { stage = await start(); fs.mkdirSync(shots, { recursive: true }); });
after(() => stage.stop());

const picture = (page, name) => page.screenshot({ path: path.join(shots, `admin-${name}.png`), fullPage: true });

test("a phone is signed in by a link, once, and goes blank when it is signed out", async () => {
  await (await stage.customer("Épicerie Exemple")).writes("10 cartons de harissa svp");
  const admin = await stage.desk("rani", { path: "/review/people", width: 1440 });
  const paul = admin.locator("li", { hasText: "Paul" });
  await paul.getByRole("button", { name: "Connecter un téléphone" }).click();
  const link = admin.locator("#sign-in-link");
  await until("the link is whole", async () => (await link.innerText()).startsWith(`${stage.url}/review/link/`));
  await admin.locator("#qr svg path").waitFor();
  assert.equal(await admin.locator("#qr svg").getAttribute("aria-label"), "Code QR du lien de connexion");
  await picture(admin, "link-1440");
  const href = await link.innerText();

  // A phone without JavaScript does as well.
  const phone = await stage.window({ javaScriptEnabled: false });
  await phone.goto(href);
  await picture(phone, "link-360");
  await phone.reload();
  await phone.getByRole("button", { name: "Connecter ce téléphone" }).click();
  await phone.locator("header.top", { hasText: "Paul" }).waitFor();
  const again = await stage.window();
  await again.goto(href);
  await again.getByRole("button", { name: "Connecter ce téléphone" }).click();
  await again.getByText("Ce lien a déjà servi").waitFor();

  // Another phone, with its script: what is on its screen goes when it is signed out.
  await admin.goto(`${stage.url}/review/people`);
  await paul.getByRole("button", { name: "Connecter un téléphone" }).click();
  await until("the next link", async () => (await link.innerText()).startsWith(stage.url));
  const second = await stage.window();
  await second.goto(await link.innerText());
  await second.getByRole("button", { name: "Connecter ce téléphone" }).click();
  await second.locator("header.top", { hasText: "Paul" }).waitFor();
  await second.goto(`${stage.url}/review/history`);
  await admin.goto(`${stage.url}/review/people`);
  await picture(admin, "team-1440");
  const buttons = paul.getByRole("button", { name: "Déconnecter ce téléphone" });
  assert.equal(await buttons.count(), 2);
  for (let left = 2; left > 0; left--) {
    await buttons.first().click();
    await until("one fewer", async () => (await buttons.count()) === left - 1);
  }
  await second.getByText("Votre session est terminée").waitFor();
  assert.equal(await second.locator("header.top").count(), 0);
  for (const page of [admin, again, second]) assert.deepEqual(page.trouble, []);
});

test("customers and numbers fit on a phone and on a wide screen", async () => {
  await stage.customer("Chez Noël");
  await (await stage.customer("Café de la Gare")).writes("STOP");
  await stage.api("PUT", "/api/customers", [{ id: "c-sans", name: "Sans Adresse", language: "en" }]);
  const id = (await stage.api("GET", "/api/customers?q=noel")).body.customers[0].id;
  for (const width of [360, 1440]) {
    const page = await stage.desk("rani", { path: "/review/customers?q=noel", width });
    assert.equal(await page.locator("ul.lines > li").count(), 1);
    for (const [name, where] of [["customers", "/review/customers"], ["customer", `/review/customers/${id}`], ["erase", `/review/customers/${id}/erase`], ["numbers", "/review/numbers"], ["ledger", "/review/ledger/rows"], ["changed", "/review/replies/changed"], ["addresses", "/review/addresses"]]) {
      await page.goto(stage.url + where);
      await picture(page, `${name}-${width}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `${where} is ${wide} pixels too wide at ${width}`);
      if (width === 1440) {
        const cut = await page.evaluate(() => [...document.querySelectorAll(".scroll")].filter((box) => box.scrollWidth > box.clientWidth).length);
        assert.equal(cut, 0, `a table of ${where} is cut`);
      }
    }
    assert.deepEqual(page.trouble, []);
  }
  const card = await stage.card({ name: "Café de la Gare" });
  const page = await stage.desk("rani", { path: `/review/cards/${card.id}` });
  await page.getByText("semble demander à ne plus recevoir").waitFor();
  await picture(page, "stop-360");
});
