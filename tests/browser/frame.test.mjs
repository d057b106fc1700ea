// What stands around the words of every page: the room that a decided card keeps, notices, the header,
// tables and files on a phone.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { serious, shots, start } from "./stage.mjs";

const LONG = "Établissements Exemple Père et Fils, Épicerie fine et Primeurs du Marché Central";

let stage;
before(async () => {
  fs.mkdirSync(shots, { recursive: true });
  stage = await start({ BUSINESS_NAME: LONG });
});
after(async () => { await stage?.stop(); });
beforeEach(async () => {
  for (const card of (await stage.api("GET", "/api/reviews?limit=100")).body.reviews) await stage.api("POST", `/api/reviews/${card.id}/reject`, { version: card.version, reason: "other" });
  await stage.graphAnswers("accept");
});

const of = (page, customer) => page.locator("article.card", { has: page.getByRole("heading", { name: customer.name, exact: true }) });
const settled = (page) => page.locator("main:not(.settling)").waitFor();
const picture = (page, name) => page.screenshot({ path: path.join(shots, `frame-${name}.png`) });
const frames = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

/** Brings a button onto the screen and presses it where it is. */
async function press(page, button) {
  await button.evaluate((element) => element.scrollIntoView({ block: "center" }));
  await settled(page);
  const { x, y, width, height } = await button.boundingBox();
  const point = [x + width / 2, y + height / 2];
  await page.mouse.click(...point);
  return point;
}

/** Where a card is, how far its last words are from its end, and where the next card begins. */
const stands = (page, customer) => of(page, customer).evaluate((card) => {
  const paper = card.getBoundingClientRect();
  const border = parseFloat(getComputedStyle(card).borderTopWidth);
  const ends = [...card.children].map((part) => part.getBoundingClientRect()).filter(({ height }) => height > 0);
  return {
    begins: paper.top + border, bottom: paper.bottom, scroll: scrollY,
    blank: Math.max(ends[0].top - paper.top - border, paper.bottom - Math.max(...ends.map(({ bottom }) => bottom))),
    next: card.nextElementSibling?.matches("article") ? card.nextElementSibling.getBoundingClientRect().top : null,
  };
});

/** Whose buttons lie at a point, besides the customer's own. */
const othersAt = (page, customer, [x, y]) => of(page, customer).evaluate((own, [x, y]) => [...document.querySelectorAll("form[data-decide] button")].filter((button) => {
  const at = button.getBoundingClientRect();
  return !own.contains(button) && at.height > 0 && at.left <= x && x <= at.right && at.top <= y && y <= at.bottom && getComputedStyle(button).pointerEvents !== "none";
}).length, [x, y]);

for (const [what, open, button] of [
  ["sent", ["reject", "edit"], "form[action$=approve] button"],
  ["rejected", ["edit", "order-lines", "reject"], "details.reject button"],
]) {
  test(`a card that was ${what} with its sections open is as high as what it says, and its room goes with a scroll`, async () => {
    const [first, second] = await stage.several(`Pièce ${what}`, 3);
    const page = await stage.desk("paul");
    for (const section of open) await of(page, first).locator(`details.${section} > summary`).click();
    if (what === "rejected") await of(page, first).locator("select").selectOption("misleading");
    const before = await of(page, first).locator(button).evaluate((element) => {
      element.scrollIntoView({ block: "center" });
      return element.closest("article").nextElementSibling.getBoundingClientRect().top;
    });
    const point = await press(page, of(page, first).locator(button));
    await of(page, first).locator(".state").waitFor();
    const kept = await stands(page, first);
    assert.ok(kept.blank < 40, `${kept.blank} px of blank paper`);
    assert.ok(Math.abs(kept.next - before) <= 1, `what is below stays: ${before}, ${kept.next}`);
    assert.ok(kept.next - kept.bottom > 100, `the rest of its room is bare page: ${kept.next - kept.bottom}`);
    assert.ok(kept.bottom > 300 && kept.begins < 300, `it is where the eyes are: ${kept.begins} to ${kept.bottom}`);
    assert.ok(await of(page, first).getByRole("button", { name: "Carte suivante" }).isVisible());
    await picture(page, `kept-${what}`);
    // Looking is enough of a reason for nothing.
    await page.waitForTimeout(1500);
    assert.equal((await stands(page, first)).next, kept.next);
    await page.mouse.wheel(0, 60);
    for (let look = 0; look < 20; look++) {
      assert.equal(await othersAt(page, first, point), 0, "nobody else's button is under the finger");
      await page.waitForTimeout(50);
    }
    const gone = await stands(page, first);
    assert.ok(gone.next - gone.bottom < 30, `the next card follows: ${gone.next - gone.bottom}`);
    assert.ok(Math.abs(gone.bottom - (kept.bottom - 60)) <= 1, `what is before the eyes stays: ${kept.bottom}, ${gone.bottom}`);
    await settled(page);
    await picture(page, `kept-${what}-after`);
    await press(page, of(page, second).locator("form[action$=approve] button"));
    await of(page, second).locator(".state.sent").waitFor();
    assert.deepEqual(page.trouble, []);
  });
}

test("the room stays after a scroll that would bring another customer's button to where the finger was", async () => {
  const [first, second] = await stage.several("Doigt", 3);
  const page = await stage.desk("paul");
  await page.setViewportSize({ width: 360, height: 2000 });
  await of(page, first).locator("details.edit > summary").click();
  await press(page, of(page, first).locator("form[action$=approve] button"));
  await of(page, first).locator(".state").waitFor();
  await settled(page);
  // Where the next card's button would come to lie.
  const { next, bottom } = await stands(page, first);
  const box = await of(page, second).locator("form[action$=approve] button").boundingBox();
  const gap = parseFloat(await of(page, second).evaluate((card) => getComputedStyle(card).marginTop));
  await page.evaluate(([x, y]) => dispatchEvent(new PointerEvent("pointerdown", { clientX: x, clientY: y })), [180, box.y + box.height / 2 - (next - bottom - gap) - 20]);
  await page.mouse.wheel(0, 20);
  await page.waitForTimeout(600);
  const held = await stands(page, first);
  assert.ok(held.next - held.bottom > 100, "it is kept");
  await page.evaluate(() => dispatchEvent(new PointerEvent("pointerdown", { clientX: 5, clientY: 5 })));
  await page.mouse.wheel(0, -10);
  await page.waitForTimeout(600);
  const gone = await stands(page, first);
  assert.ok(gone.next - gone.bottom < 30, `it goes with the next one: ${gone.next - gone.bottom}`);
});

/** What a notice lies over, of those that match. */
const under = (page, what) => page.evaluate((what) => {
  // One that is not seen covers nothing.
  if (getComputedStyle(document.querySelector(".notices")).opacity === "0") return [];
  const notice = document.querySelector(".notices .notice").getBoundingClientRect();
  return [...document.querySelectorAll(what)].filter((element) => {
    const at = element.getBoundingClientRect();
    return at.height > 0 && getComputedStyle(element).visibility !== "hidden" && at.bottom > notice.top + 1 && at.top < notice.bottom - 1 && at.left < notice.right && at.right > notice.left;
  }).map((element) => element.textContent);
}, what);

/** The edge of a phone without a frame lies over the lower end of the page. */
async function framed(page, bottom) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Emulation.setSafeAreaInsetsOverride", { insets: { bottom, bottomMax: bottom } });
}

for (const [width, height] of [[360, 740], [180, 370], [1440, 900]]) {
  test(`a notice covers neither advice nor a button that sends, at ${width} × ${height}`, async () => {
    const [customer] = await stage.several(`Avis ${width}`, 2);
    const page = await stage.desk("paul", { width });
    await page.setViewportSize({ width, height });
    if (width === 360) await framed(page, 34);
    await stage.graphAnswers("refuse:131026");
    await press(page, of(page, customer).locator("form[action$=approve] button"));
    await page.locator(".notice.bad", { hasText: "L'envoi a échoué" }).waitFor();
    await picture(page, `failed-${width}`);
    for (const by of [0, 90, 140, -320]) {
      await page.mouse.wheel(0, by);
      await page.waitForTimeout(400);
      await frames(page);
      assert.deepEqual(await under(page, ".trouble, button.primary, button.next"), [], `scrolled by ${by}`);
    }
    const { bottom } = await page.locator(".notice.bad").evaluate((notice) => notice.getBoundingClientRect());
    const low = await page.evaluate(() => { const bar = document.querySelector(".top nav"); return getComputedStyle(bar).position === "fixed" ? bar.getBoundingClientRect().top : innerHeight; });
    assert.ok(bottom <= low, `it ends at ${bottom}, above ${low}`);
    if (height > 400) assert.equal(await page.locator(".notices").evaluate((notices) => getComputedStyle(notices).opacity), "1", "it is seen");
    await page.locator(".notice.bad").getByRole("button", { name: "Fermer" }).evaluate((button) => button.click());
    assert.equal(await page.locator(".notice").count(), 0);
    assert.deepEqual(page.trouble, []);
  });

  test(`what takes a press back is wholly on the screen, at ${width} × ${height}`, async () => {
    const customer = await stage.ordered(`Reprendre ${width}`);
    const page = await stage.desk("paul", { width });
    await page.setViewportSize({ width, height });
    if (width === 360) await framed(page, 34);
    await page.evaluate(() => localStorage.setItem("take-back-seconds", 10));
    // Half under the bar, as a thumb may press it.
    const button = of(page, customer).locator("form[action$=approve] button.primary");
    await button.evaluate((element) => {
      element.scrollIntoView({ block: "end" });
      const bar = document.querySelector(".top nav").getBoundingClientRect();
      const low = bar.bottom >= innerHeight ? bar.top : innerHeight;
      scrollBy(0, element.getBoundingClientRect().top + element.offsetHeight / 2 - low);
    });
    await settled(page);
    const was = await button.boundingBox();
    await page.mouse.click(was.x + was.width / 2, was.y + 8);
    const back = of(page, customer).getByRole("button", { name: "Reprendre" });
    await back.waitFor();
    const low = await page.evaluate(() => { const bar = document.querySelector(".top nav").getBoundingClientRect(); return bar.bottom >= innerHeight ? bar.top : innerHeight; });
    const box = await of(page, customer).locator(".take").boundingBox();
    assert.ok(box.y >= 0 && box.y + box.height <= low, `from ${box.y} to ${box.y + box.height}, above ${low}`);
    assert.equal((await button.boundingBox()).y, was.y, "the button that was pressed keeps its place");
    await settled(page);
    await picture(page, `take-back-${width}`);
    await back.click();
    await page.locator(".notices", { hasText: "Repris" }).waitFor();
    assert.deepEqual(await under(page, "button.primary"), []);
    assert.equal((await stage.card(customer)).state, "pending");
  });
}

test("the header is one line at 1280 and 1440, in both languages, with both counts and a long name", async () => {
  await stage.graphAnswers("refuse:131026");
  const failed = await stage.ordered("Échec d'en-tête");
  const { id, version, draft } = await stage.card(failed);
  await stage.api("POST", `/api/reviews/${id}/approve`, { version, text_sha256: draft.text_sha256 });
  await stage.card(failed, "failed");
  await stage.ordered("En-tête");
  for (const locale of ["fr-FR", "en-GB"]) {
    for (const width of [1280, 1440]) {
      const page = await stage.desk("rani", { width, locale });
      // As many as there may be on a bad day.
      await page.evaluate(() => { for (const number of document.querySelectorAll(".top .number")) number.textContent = "128"; });
      const { tall, right, tops, name, whole } = await page.evaluate(() => {
        const parts = [...document.querySelectorAll(".top a, .top button, .top .name")].map((part) => part.getBoundingClientRect()).filter(({ width }) => width > 0);
        const business = document.querySelector(".business a");
        return {
          tall: document.querySelector(".top").getBoundingClientRect().height, right: Math.max(...parts.map(({ right }) => right)),
          tops: Math.max(...parts.map(({ top }) => top)) - Math.min(...parts.map(({ bottom }) => bottom)),
          name: [business.getBoundingClientRect().width, business.scrollWidth > business.clientWidth, getComputedStyle(business).textOverflow], whole: business.title,
        };
      });
      assert.ok(tall < 60 && tops < 0 && right <= width, `${locale} ${width}: ${tall} px high, to ${right}`);
      assert.ok(name[0] >= 64 && name[1] && name[2] === "ellipsis", `${locale} ${width}: ${name}`);
      assert.equal(whole, LONG);
      for (const hidden of [locale === "fr-FR" ? "Se déconnecter" : "Sign out"]) assert.ok(await page.getByRole("button", { name: hidden }).isVisible());
      await picture(page, `header-${width}-${locale}`);
      assert.deepEqual(await serious(page), [], `${locale} ${width}`);
      await page.context().close();
    }
  }
});

test("no page scrolls sideways on a phone, and the numbers' tables are blocks there", async () => {
  const customer = await stage.ordered("Épicerie du Port");
  const { customers } = (await stage.api("GET", "/api/customers?q=port")).body;
  const page = await stage.desk("rani");
  const pages = ["", "/stuck", "/history", "/numbers", "/customers", `/customers/${customers[0].id}`, "/products", "/replies", "/rules", "/words", "/people", "/connection", "/notices", "/judge"];
  for (const where of pages) {
    await page.goto(`${stage.url}/review${where}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `${where} is ${wide} px too wide`);
    const sideways = await page.evaluate(() => [...document.querySelectorAll(".blocks")].filter((box) => box.scrollWidth > box.clientWidth).length);
    assert.equal(sideways, 0, `a table of ${where} scrolls sideways`);
  }
  await page.goto(`${stage.url}/review/numbers`);
  const cell = page.locator(".blocks td[data-label]").first();
  const [label, said] = await cell.evaluate((cell) => [cell.dataset.label, getComputedStyle(cell, "::before").content]);
  assert.ok(label && said.includes(label), `${said} names ${label}`);
  await page.screenshot({ path: path.join(shots, "frame-numbers-360.png"), fullPage: true });
  assert.deepEqual(await serious(page), []);
  assert.ok(customer);
});

for (const javaScriptEnabled of [true, false]) {
  test(`a file is chosen in the desk's language, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async () => {
    for (const [locale, words] of [["fr-FR", "Choisir un fichier"], ["en-GB", "Choose a file"]]) {
      const page = await stage.desk("rani", { path: "/review/products", locale, javaScriptEnabled });
      for (const fold of await page.locator("details", { has: page.locator(".file") }).all()) await fold.evaluate((element) => { element.open = true; });
      const file = page.locator(".file").first();
      const input = file.locator("input");
      assert.equal(await file.locator("label").innerText(), words);
      const seen = () => input.evaluate((element) => [getComputedStyle(element, "::file-selector-button").display, getComputedStyle(element).color]);
      if (javaScriptEnabled) assert.deepEqual(await seen(), ["none", "rgba(0, 0, 0, 0)"], "the browser's own words are not seen");
      const chooser = page.waitForEvent("filechooser");
      await file.locator("label").click();
      await (await chooser).setFiles({ name: "produits.csv", mimeType: "text/csv", buffer: Buffer.from("reference,name\n") });
      assert.notEqual((await seen())[1], "rgba(0, 0, 0, 0)", "the file's name is");
      await input.focus();
      await page.keyboard.press("Shift+Tab");
      await page.keyboard.press("Tab");
      const ring = await file.evaluate((element) => parseFloat(getComputedStyle(element).outlineWidth));
      assert.ok(ring >= 2, `the keyboard is there: ${ring}`);
      await picture(page, `file-${locale}-${javaScriptEnabled ? "js" : "plain"}`);
      await page.context().close();
    }
  });
}

for (const [width, dark, locale] of [[360, false, "fr-FR"], [360, true, "en-GB"], [1440, true, "fr-FR"], [1440, false, "en-GB"]]) {
  test(`queue, card, sent and failed look whole at ${width}, ${dark ? "dark" : "light"}, ${locale}`, async () => {
    const mark = `${width}-${dark ? "dark" : "light"}`;
    const [first, second] = await stage.several(`Regard ${mark}`, 3);
    const page = await stage.desk("paul", { width, dark, locale });
    await picture(page, `queue-${mark}`);
    await press(page, of(page, first).locator("form[action$=approve] button"));
    await of(page, first).locator(".state.sent").waitFor();
    await settled(page);
    await picture(page, `sent-${mark}`);
    assert.deepEqual(await serious(page), [], "sent");
    await of(page, first).locator("button.next").click();
    await settled(page);
    await stage.graphAnswers("refuse:131026");
    await press(page, of(page, second).locator("form[action$=approve] button"));
    await of(page, second).locator(".state.failed").waitFor();
    await settled(page);
    await picture(page, `failed-${mark}`);
    assert.deepEqual(await serious(page), [], "failed");
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    assert.deepEqual(page.trouble, []);
  });
}
