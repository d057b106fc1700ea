// The pages of texts, rules, connection and team on a phone and on a wide screen, in both languages, and
// the texts as an admin changes them with and without JavaScript.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { serious, shots, start } from "./stage.mjs";

let stage;
before(async () => { stage = await start(); fs.mkdirSync(shots, { recursive: true }); });
after(() => stage.stop());

const form = (page, tag) => page.locator(`#own-${tag}`);
const section = (page, tag) => page.locator("section", { has: page.locator(`#language-${tag}`) });

for (const javaScriptEnabled of [true, false]) {
  test(`an admin starts from a built-in text, is told a fault beside it and goes back, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async () => {
    const page = await stage.desk("rani", { path: "/review/replies", javaScriptEnabled });
    const french = section(page, "fr");
    await french.getByText("Textes d'origine").waitFor();
    await french.locator("blockquote", { hasText: "Bonjour Épicerie Exemple, merci pour votre message" }).waitFor();
    await french.getByRole("button", { name: "Partir de ce texte" }).nth(1).click();
    await page.locator(".notices", { hasText: "Le texte est dans le formulaire" }).waitFor();
    const area = page.locator("#texts-fr");
    const start = await area.inputValue();
    assert.match(start, /^\{bonjour\} \{nom\}, merci pour votre message/);
    // It is in sight, and its cursor in it.
    assert.ok(await area.evaluate((field) => document.activeElement === field));
    const { y } = await area.boundingBox();
    assert.ok(y > 0 && y < 740, `at ${y}`);

    await area.fill(`${start} {prix}`);
    await form(page, "fr").getByRole("button", { name: "Enregistrer" }).click();
    await page.locator("#texts-wrong", { hasText: "{prix} n'est pas reconnu" }).waitFor();
    assert.equal(await area.inputValue(), `${start} {prix}`);
    await area.fill("{bonjour} {nom}, c'est bien reçu, merci !");
    await form(page, "fr").getByRole("button", { name: "Enregistrer" }).click();
    await french.locator("blockquote", { hasText: "Bonjour Épicerie Exemple, c'est bien reçu, merci !" }).waitFor();
    await french.getByText("Vos textes · Rani").waitFor();

    const back = french.locator("details.reject");
    await back.locator("summary").click();
    await back.getByRole("button", { name: "Revenir aux textes d'origine" }).click();
    await french.locator("blockquote", { hasText: "merci pour votre message" }).waitFor();
    assert.equal(await french.getByText("Vos textes · Rani").count(), 0);
    assert.deepEqual(page.trouble, []);
  });
}

test("the pages fit, in both languages", async () => {
  const pages = [["replies", "/review/replies"], ["rules", "/review/rules"], ["saved", "/review/saved-replies"], ["connection", "/review/connection"], ["people", "/review/people"], ["notices", "/review/notices"]];
  for (const [locale, tag] of [["fr-FR", "fr"], ["en-GB", "en"]]) {
    for (const width of [360, 1440]) {
      const page = await stage.desk("rani", { path: "/review/people", width, locale });
      if ((await page.locator("html").getAttribute("lang")) !== tag) {
        if (width === 360) await page.locator("details.more > summary").click();
        await page.locator(`button[name=language][value=${tag}]`).click();
      }
      for (const [name, where] of pages) {
        await page.goto(stage.url + where);
        await page.waitForLoadState("load");
        assert.equal(await page.locator("html").getAttribute("lang"), tag);
        if (name === "replies") await page.locator("details", { has: page.locator("#texts-fr") }).locator("summary").click();
        if (name === "connection") await page.locator("li.check details summary").first().click();
        if (name === "people") await page.locator("li", { hasText: "Paul" }).locator("details.reject").last().locator("summary").click();
        await page.screenshot({ path: path.join(shots, `texts-${name}-${tag}-${width}.png`), fullPage: true });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(wide <= 0, `${where} is ${wide} pixels too wide at ${width}`);
        assert.deepEqual(await serious(page), [], where);
      }
      await page.context().close();
    }
  }
});

test("a rule's form shows what its kind of reply takes, and no more", async () => {
  const page = await stage.desk("rani", { path: "/review/rules" });
  const add = page.locator("form[action$='rules/save']").last();
  const shown = async () => [await add.locator("[name=prompt]").isVisible(), await add.locator(".of-canned").isVisible()];
  assert.deepEqual(await shown(), [false, true]);
  await add.locator("[name=kind]").selectOption("prompt");
  assert.deepEqual(await shown(), [true, false]);
  await add.locator("[name=kind]").selectOption("templates");
  assert.deepEqual(await shown(), [false, false]);
});
