// The desk as its reviewers have it in their hand: what it says when something breaks, what it
// keeps of what was typed, and eight mixed cards on a phone.

import assert from "node:assert/strict";
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { people, shots, start, until } from "./stage.mjs";

const ORDER = "Bonjour\n10 cartons harissa\n2 bidons huile svp";

let stage;
before(async () => {
  fs.mkdirSync(shots, { recursive: true });
  stage = await start();
});
after(async () => { await stage?.stop(); });

const of = (page, customer) => page.locator("article.card", { has: page.getByRole("heading", { name: customer.name, exact: true }) });
const settled = (page) => page.locator("main:not(.settling)").waitFor();
const sent = async () => (await stage.sends()).length;

async function ordered(name, words = ORDER) {
  const customer = await stage.customer(name);
  await customer.writes(words);
  await stage.card(customer);
  return customer;
}

/** Presses what sends the draft, before the script may have noticed anything. */
const approve = (page, customer) => of(page, customer).locator("form[action$=approve]").evaluate((form) => form.requestSubmit());

const onScreen = (locator) => locator.evaluate((element) => {
  const { top, bottom } = element.getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight;
});

test("a press whose answer is lost says that nobody knows, and pressing again sends once", async () => {
  const customer = await ordered("Réseau perdu");
  const page = await stage.desk("paul");
  const before = await sent();
  // The press arrives, its answer does not.
  await page.route("**/approve", async (route) => {
    await route.fetch();
    await route.abort("connectionreset");
  });
  await settled(page);
  await approve(page, customer);
  const doubt = of(page, customer).locator(".doubt");
  await doubt.waitFor();
  assert.match(await doubt.innerText(), /on ne sait pas encore si c'est parti.*rien ne part deux fois/);
  assert.equal(await sent(), before + 1);
  await page.unroute("**/approve");
  await settled(page);
  await of(page, customer).locator("form[action$=approve] button").click().catch(() => {});
  await of(page, customer).locator(".state.sent").waitFor();
  assert.equal(await sent(), before + 1, "it went once");
  assert.deepEqual(page.trouble, []);
});

test("an error of the server is not called a network that is missing", async () => {
  const customer = await ordered("Serveur");
  const page = await stage.desk("paul");
  await page.route("**/approve", (route) => route.fulfill({ status: 502, contentType: "text/html", body: "<h1>Bad gateway</h1>" }));
  await settled(page);
  await approve(page, customer);
  const doubt = of(page, customer).locator(".doubt");
  await doubt.waitFor();
  assert.match(await doubt.innerText(), /^Le serveur n'a pas répondu\s: on ne sait pas encore/);
  assert.equal(await page.getByText("Pas de réseau").count(), 0);
  await page.unroute("**/approve");
  // A look at the queue that fails is not the network either.
  await page.route(/review$/, (route) => route.fulfill({ status: 500, body: "" }));
  await page.locator(".notices", { hasText: "Le serveur ne répond pas comme prévu" }).waitFor({ timeout: 15_000 });
  await page.unroute(/review$/);
  await page.context().setOffline(true);
  await page.locator(".notices", { hasText: "Pas de réseau" }).waitFor({ timeout: 15_000 });
  await page.context().setOffline(false);
});

test("the reason stands beside the button that is blocked, under the words that are being typed", async () => {
  const customer = await ordered("Bloquée");
  const page = await stage.desk("paul");
  await of(page, customer).locator("details.edit summary").click();
  await of(page, customer).locator("textarea").fill("Bonjour, je regarde et je vous réponds.");
  await customer.writes("et 3 sacs de riz");
  const reason = of(page, customer).locator("details.edit .moved");
  await reason.waitFor({ timeout: 15_000 });
  await of(page, customer).locator("textarea").focus();
  const gap = await of(page, customer).locator("details.edit form").evaluate((form) => {
    const [button, line] = [form.querySelector("button"), form.querySelector(".moved")].map((element) => element.getBoundingClientRect());
    return line.top - button.bottom;
  });
  assert.ok(gap >= -1 && gap < 40, `${gap} px between the button and its reason`);
  await reason.getByRole("button", { name: "Voir" }).click();
  assert.equal(await of(page, customer).locator("textarea").inputValue(), "Bonjour, je regarde et je vous réponds.");
});

test("a draft that one asked for again comes by itself, and says so where own words would be lost", async () => {
  const customer = await ordered("Refaire");
  const page = await stage.desk("paul");
  const card = of(page, customer);
  await card.getByRole("button", { name: "Refaire le brouillon" }).click();
  await page.waitForFunction((id) => document.getElementById(id).dataset.version === "2", await card.getAttribute("id"), { timeout: 15_000 });
  assert.equal(await card.locator(".moved").count(), 0);
  await settled(page);
  await card.locator("details.edit summary").click();
  await card.locator("textarea").fill("Bonjour, je regarde.");
  await card.getByRole("button", { name: "Refaire le brouillon" }).click();
  await card.locator(".moved", { hasText: "comme vous l'avez demandé" }).first().waitFor({ timeout: 15_000 });
  assert.equal(await card.locator("textarea").inputValue(), "Bonjour, je regarde.");
});

test("a lost race stays on its card", async () => {
  const others = [];
  for (const name of ["Course avant", "Course", "Course après"]) others.push(await ordered(name));
  const customer = others[1];
  const [rani, paul] = [await stage.desk("rani"), await stage.desk("paul")];
  // His page does not notice before he presses.
  await paul.route(/\/review$/, (route) => route.fulfill({ status: 204 }));
  await of(paul, customer).waitFor();
  await of(paul, customer).locator("form[action$=approve] button").evaluate((button) => button.scrollIntoView({ block: "center" }));
  await settled(rani);
  await approve(rani, customer);
  await of(rani, customer).locator(".state.sent").waitFor();
  await settled(paul);
  await approve(paul, customer);
  await paul.locator(".notices", { hasText: "Rani a été plus rapide" }).waitFor();
  assert.equal(await of(paul, customer).evaluate((card) => card === document.activeElement), true, "it is the chosen card");
  const { top, bottom } = await of(paul, customer).evaluate((card) => { const at = card.getBoundingClientRect(); return { top: at.top, bottom: at.bottom }; });
  assert.ok(top < 740 && bottom > 0, `it is before the eyes: ${top} to ${bottom}`);
});

test("back leads from the preview to the words, forward to the preview, and a reload keeps them", async () => {
  const customer = await ordered("Retour");
  const page = await stage.desk("paul");
  const before = await sent();
  const words = "Bonjour, c'est bien noté. Merci !";
  await of(page, customer).locator("details.edit summary").click();
  await of(page, customer).locator("textarea").fill(words);
  await of(page, customer).getByRole("button", { name: "Relire" }).click();
  await of(page, customer).locator("ins").first().waitFor();
  await page.goBack();
  assert.equal(await of(page, customer).locator("textarea").inputValue(), words);
  await page.goForward();
  await of(page, customer).locator("ins").first().waitFor();
  await page.goBack();
  await page.reload();
  await page.waitForLoadState("load");
  assert.equal(await of(page, customer).locator("textarea").inputValue(), words);
  await page.goto(`${stage.url}/review/history`);
  await page.goBack();
  await of(page, customer).waitFor();
  assert.equal(await of(page, customer).locator("textarea").inputValue(), words);
  assert.equal(await sent(), before);
  // Whoever comes after finds nothing.
  await page.locator(".more summary").click();
  await page.getByRole("button", { name: "Se déconnecter" }).click();
  await page.getByLabel("Votre jeton").waitFor();
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  await page.fill("#token", people.rani.token);
  await page.click("button.primary");
  await of(page, customer).waitFor();
  assert.notEqual(await of(page, customer).locator("textarea").inputValue(), words);
});

test("without JavaScript, what was refused comes back filled, with what is wrong beside it", async () => {
  const customer = await ordered("Refusé");
  const page = await stage.desk("paul", { javaScriptEnabled: false });
  await of(page, customer).locator("details.edit summary").click();
  await of(page, customer).locator("textarea").fill("Bonjour \u202E et merci");
  await of(page, customer).getByRole("button", { name: "Relire" }).click();
  const field = of(page, customer).locator("textarea");
  await field.waitFor();
  assert.equal(await field.inputValue(), "Bonjour \u202E et merci");
  assert.equal(await field.getAttribute("aria-invalid"), "true");
  const why = await field.getAttribute("aria-describedby");
  assert.match(await page.locator(`[id="${why}"]`).innerText(), /caractères invisibles/);
  await field.fill("Bonjour et merci");
  await of(page, customer).getByRole("button", { name: "Relire" }).click();
  await page.getByRole("button", { name: "Retour sans envoyer" }).click();
  assert.equal(await of(page, customer).locator("textarea").inputValue(), "Bonjour et merci");
});

test("a card whose send failed is closed after the customer was called", async () => {
  const customer = await ordered("Appelée");
  await stage.graphAnswers("refuse:131026");
  const page = await stage.desk("paul");
  await settled(page);
  await approve(page, customer);
  await of(page, customer).locator(".state.failed").waitFor();
  await stage.graphAnswers("accept");
  await page.goto(`${stage.url}/review/stuck`);
  await of(page, customer).locator("details.reject summary").click();
  await of(page, customer).getByRole("button", { name: "Fermer : plus rien n'est envoyé" }).click();
  await page.locator(".notices", { hasText: "Carte fermée" }).waitFor();
  await page.goto(`${stage.url}/review/stuck`);
  assert.equal(await of(page, customer).count(), 0);
  assert.equal((await stage.card(customer, "failed")).closed_at !== null, true);
});

test("the first Send button is on the first screen of a phone, and pages are under the thumb", async () => {
  for (const card of (await stage.api("GET", "/api/reviews?limit=100")).body.reviews) await stage.api("POST", `/api/reviews/${card.id}/reject`, { version: card.version, reason: "other" });
  await ordered("Commande ordinaire");
  const page = await stage.desk("rani");
  const button = page.locator("article.card form[action$=approve] button").first();
  const bar = await page.locator(".top nav").boundingBox();
  const box = await button.boundingBox();
  assert.ok(box.y + box.height <= bar.y, `the button ends at ${box.y + box.height}, the bar begins at ${bar.y}`);
  assert.equal(Math.round(bar.y + bar.height), 740);
  assert.equal(await page.locator(".top nav > a:visible, .top nav > .more > summary:visible").count(), 4);
  await page.screenshot({ path: path.join(shots, "phone-first.png") });
  await page.locator(".more summary").click();
  await page.getByRole("link", { name: "Clients" }).waitFor();
  await page.screenshot({ path: path.join(shots, "phone-more.png") });
});

test("every target is at least 44 pixels high, and nothing sticks out at 200 %", async () => {
  await ordered("Établissements Exemple Père et Fils");
  const page = await stage.desk("rani");
  for (const where of ["/review", "/review/stuck", "/review/history"]) {
    await page.goto(stage.url + where);
    for (const details of await page.locator("details").all()) await details.evaluate((element) => { element.open = true; });
    const small = await page.evaluate(() => [...document.querySelectorAll("a, button, summary, select, input:not([type=hidden])")]
      .map((element) => [element.outerHTML.slice(0, 90), element.getBoundingClientRect()])
      .filter(([html, { width, height }]) => width > 0 && !html.includes("skip") && (height < 43.5 || width < 43.5))
      .map(([html, { width, height }]) => `${html}: ${width} × ${height}`));
    assert.deepEqual(small, [], where);
  }
  // 200 % of 360 × 740.
  await page.setViewportSize({ width: 180, height: 370 });
  await page.goto(`${stage.url}/review`);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, "nothing sticks out");
  const name = await page.locator("article.card h2").first().boundingBox();
  assert.ok(name.width >= 110, `the name is ${name.width} px wide`);
  await page.screenshot({ path: path.join(shots, "phone-200.png") });
});

test("it works without JavaScript, the menu too", async () => {
  const page = await stage.desk("rani", { javaScriptEnabled: false });
  await page.locator(".more summary").click();
  await page.getByRole("link", { name: "Produits" }).click();
  await page.getByRole("heading", { name: "Produits", exact: true }).waitFor();
});

test("the browser's language decides, until the other one is chosen", async () => {
  const page = await stage.desk("rani", { locale: "en-GB" });
  await page.getByRole("heading", { name: "To answer" }).waitFor();
  await page.locator(".more summary").click();
  await page.getByRole("button", { name: "Français" }).click();
  await page.getByRole("heading", { name: "À traiter" }).waitFor();
});

/** A photo without words, as Meta's webhook has it. */
async function photo(customer) {
  const now = Math.floor(Date.now() / 1000).toString();
  const message = { from: customer.address, id: `wamid.${crypto.randomUUID()}`, timestamp: now, type: "image", image: { id: "1234567890", mime_type: "image/jpeg", sha256: "c2hh" } };
  const value = { messaging_product: "whatsapp", metadata: { display_phone_number: "33100000000", phone_number_id: "123456123" }, contacts: [{ profile: { name: "Profile" }, wa_id: customer.address }], messages: [message] };
  const body = JSON.stringify({ object: "whatsapp_business_account", entry: [{ id: "1", changes: [{ field: "messages", value }] }] });
  const signature = crypto.createHmac("sha256", "desk-app-secret").update(body).digest("hex");
  const response = await fetch(`${stage.url}/webhook/whatsapp`, { method: "POST", headers: { "content-type": "application/json", "x-hub-signature-256": `sha256=${signature}` }, body });
  assert.equal(response.status, 200);
}

/** Whose Send button is at a point: the name on its card, or nothing. */
const sendAt = (page, [x, y]) => page.evaluate(([x, y]) => {
  const under = [...document.querySelectorAll("form[action$=approve] button, form[action$='/edit'] button")].find((button) => {
    const at = button.getBoundingClientRect();
    return at.height > 0 && at.left <= x && x <= at.right && at.top <= y && y <= at.bottom;
  });
  return under ? under.closest("article").querySelector("h2, h3").textContent : null;
}, [x, y]);

for (const [width, dark, locale] of [[360, false, "fr-FR"], [360, true, "en-GB"], [1440, false, "en-GB"], [1440, true, "fr-FR"]]) {
  test(`eight mixed cards take two taps each at most, at ${width}, ${dark ? "dark" : "light"}, ${locale}`, async () => {
    for (const card of (await stage.api("GET", "/api/reviews?limit=100")).body.reviews) await stage.api("POST", `/api/reviews/${card.id}/reject`, { version: card.version, reason: "other" });
    stage.sql("UPDATE review_queue SET state = 'failed', window_closes_at = '2026-01-01T00:00:00.000Z' WHERE state IN ('failed', 'expired', 'unknown')");
    const mark = `${width}${dark ? "d" : "l"}`;
    const made = async (name, words) => ordered(`${name} ${mark}`, words);
    // Those of this morning: one that Graph refused, one of which nobody knows.
    const troubled = [];
    for (const [name, mode, state] of [["Échec", "refuse:131026", "failed"], ["Incertaine", "status:500", "unknown"]]) {
      const customer = await made(name, ORDER);
      await stage.graphAnswers(mode);
      const { id, version, draft } = await stage.card(customer);
      await stage.api("POST", `/api/reviews/${id}/approve`, { version, text_sha256: draft.text_sha256 });
      await stage.card(customer, state);
      troubled.push({ ...customer, state });
    }
    await stage.graphAnswers("accept");
    const waiting = [
      await made("Épicerie du Port", ORDER), await made("Chez Amina", "Bonjour, 3 sacs de riz et 5 cartons de thé pour demain"),
      await made("Question", "Bonjour, quels sont vos horaires le samedi ?"), await made("Réclamation", "Il manquait 2 cartons dans ma commande, c'est la deuxième fois !"),
      await made("Grande commande", Array.from({ length: 20 }, (_, n) => `${n + 2} cartons harissa`).join("\n")),
    ];
    const withPhoto = await stage.customer(`Photo ${mark}`);
    await photo(withPhoto);
    await stage.card(withPhoto);
    waiting.push(withPhoto);

    const page = await stage.desk("rani", { width, dark, locale });
    const english = locale.startsWith("en");
    const fr = (text, en) => english ? en : text;
    let [step, last] = [0, null];
    const shot = () => page.screenshot({ path: path.join(shots, `clear-${width}-${dark ? "dark" : "light"}-${locale}-${String(++step).padStart(2, "0")}.png`) });
    /** Brings a button onto the screen as a thumb does, and touches it. */
    const tap = async (button) => {
      await button.evaluate((element) => element.scrollIntoView({ block: "nearest" }));
      await settled(page);
      // The notice makes way in the frame after a scroll.
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      const whose = await button.evaluate((element) => element.closest("article")?.querySelector("h2, h3").textContent ?? "");
      let point;
      // Ticks that come meanwhile let the buttons rest for a moment.
      await until(`${whose}: nothing lies over the button`, async () => {
        const box = await button.boundingBox();
        point = [box.x + box.width / 2, box.y + box.height / 2];
        return button.evaluate((element, [x, y]) => element.contains(document.elementFromPoint(x, y)), point);
      }, 5);
      await page.mouse.click(...point);
      last = point;
      // Until all has settled, and a while longer.
      for (let n = 0; n < 12; n++) {
        // A link of the bar leads to another page.
        const under = await sendAt(page, point).catch(() => page.waitForLoadState("load").then(() => sendAt(page, point)));
        assert.ok(under === null || under === whose, `${under}'s Send button is where ${whose} was touched`);
        await page.waitForTimeout(100);
      }
      await shot();
    };
    await shot();
    const names = await page.locator("article.card h2").allInnerTexts();
    const inOrder = waiting.toSorted((a, b) => names.indexOf(a.name) - names.indexOf(b.name));
    assert.equal(names.length, 6);
    for (const [n, customer] of inOrder.entries()) {
      const card = of(page, customer);
      const send = card.locator("form[action$=approve] button");
      let taps = 1;
      if (await send.count()) await tap(send);
      else {
        await tap(card.locator("details.reject summary"));
        await tap(card.locator("details.reject button"));
        taps = 2;
      }
      await card.locator(".state").waitFor();
      assert.notEqual(await card.getAttribute("data-state"), "pending", `${customer.name} after ${taps}`);
      const next = card.getByRole("button", { name: fr("Carte suivante", "Next card") });
      if (n + 1 < inOrder.length) await tap(next);
    }
    const stuck = page.locator(".top nav").getByRole("link", { name: fr("À débloquer", "Needs attention") });
    await tap(stuck);
    await page.waitForLoadState("load");
    for (const customer of troubled) {
      const card = of(page, customer);
      if (customer.state === "unknown") await tap(card.locator(".resolve button").first());
      else {
        await tap(card.locator("details.reject summary"));
        await tap(card.locator("details.reject button"));
      }
      await card.locator(".notice, .state.sent, .trouble").first().waitFor();
    }
    await page.goto(`${stage.url}/review`);
    await page.getByText(fr("Tout est traité", "All answered")).waitFor();
    await shot();
    assert.ok(last);
    assert.deepEqual(page.trouble, []);
    await page.context().close();
  });
}

const TAKE_BACK = (page, seconds) => page.evaluate((seconds) => localStorage.setItem("take-back-seconds", seconds), seconds);

test("a press can be taken back before anything is posted, by whoever set it so", async () => {
  const customer = await ordered("Reprise");
  const page = await stage.desk("paul", { path: "/review/notices" });
  assert.equal(await page.getByLabel("Attente avant l'envoi").inputValue(), "0", "off by default");
  await page.getByLabel("Attente avant l'envoi").selectOption("3");
  await page.goto(`${stage.url}/review`);
  const before = await sent();
  let posted = 0;
  page.on("request", (request) => { if (request.url().endsWith("/approve")) posted++; });
  const send = of(page, customer).locator("form[action$=approve] button.primary");
  await send.click();
  const back = of(page, customer).getByRole("button", { name: "Reprendre" });
  await back.waitFor();
  assert.match(await of(page, customer).locator(".caution").innerText(), /Pas encore parti\s: Reprise/);
  await settled(page);
  await back.click();
  await page.locator(".notices", { hasText: "Repris : rien n'est parti" }).waitFor();
  await page.waitForTimeout(3500);
  assert.deepEqual([posted, await sent()], [0, before]);
  await settled(page);
  await send.click();
  await of(page, customer).locator(".state.sent").waitFor();
  assert.deepEqual([posted, await sent()], [1, before + 1]);
});

test("leaving the page during the wait cancels and says so", async () => {
  const customer = await ordered("Départ");
  const page = await stage.desk("paul");
  await TAKE_BACK(page, 10);
  const before = await sent();
  await settled(page);
  await of(page, customer).locator("form[action$=approve] button.primary").click();
  await of(page, customer).getByRole("button", { name: "Reprendre" }).waitFor();
  await page.goto(`${stage.url}/review/history`);
  await page.locator(".notices", { hasText: "Rien n'est parti (vous avez quitté la page" }).waitFor();
  await page.waitForTimeout(1000);
  assert.equal(await sent(), before);
  assert.equal((await stage.card(customer)).state, "pending");
});

test("a page of a hundred cards is under 200 KB, and each comes whole before it is seen", async (t) => {
  const open = (await stage.api("GET", "/api/reviews?limit=100")).body.reviews.length;
  const customers = [];
  for (let n = open; n < 100; n++) customers.push(await stage.customer(`Épicerie du quartier ${n}`));
  await Promise.all(customers.map((customer) => customer.writes(ORDER)));
  await until("a hundred cards", async () => (await stage.api("GET", "/api/reviews?limit=100")).body.reviews.length === 100, 90);
  const page = await stage.desk("paul");
  const response = await page.request.get(`${stage.url}/review`);
  const size = (await response.body()).length;
  t.diagnostic(`${size} bytes`);
  assert.ok(size < 200_000, `${size} bytes`);
  assert.equal(await page.locator("article.card").count(), 100);
  const last = page.locator("article.card").last();
  await last.evaluate((card) => card.scrollIntoView());
  await page.locator("article.card:last-of-type form[action$=approve]").waitFor();
  await last.locator("form[action$=approve] button").waitFor();
  assert.ok(await page.locator("article.brief").count() > 20, "and no others");
  // Without JavaScript a link leads to each.
  const plain = await stage.desk("paul", { javaScriptEnabled: false });
  await plain.locator("article.brief a.button").first().click();
  await plain.locator("form[action$=approve] button").waitFor();
  assert.deepEqual(page.trouble, []);
});
