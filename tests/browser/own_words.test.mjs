// While own words stand in the box, the button that sends the draft rests, and says why; a draft that was asked
// for comes by itself; a notice with a form in it can be pressed.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { looking, start, until } from "./stage.mjs";

let stage;
before(async () => { stage = await start(); });
after(async () => { await stage?.stop(); });

const looked = looking("own-words");

test("the big button sends no draft while own words stand in the box", async () => {
  const customer = await stage.customer("Épicerie du Port");
  await customer.writes("5 cartons de lait et 2 sacs de riz svp");
  const card = await stage.card(customer);
  const page = await stage.desk("paul");
  const shown = page.locator(`#${card.id}`);
  const send = shown.locator("section.draft form[data-key='a'] button");
  await shown.locator("details.edit summary").click();
  const place = shown.locator("details.edit textarea");
  const before = await place.inputValue();
  await place.fill(`${before} À demain !`);
  assert.equal(await send.isDisabled(), true);
  assert.match(await shown.locator("section.draft").innerText(), /Ce bouton envoie le brouillon/);
  await looked(page, "typed");
  // The key of the button does not send it either.
  await page.locator("h1, .count").first().click();
  await page.keyboard.press("a");
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert.equal((await stage.api("GET", `/api/reviews/${card.id}`)).body.state, "pending");
  // What was typed comes back with the page, and so does the rest.
  await page.reload();
  assert.equal(await send.isDisabled(), true);
  await place.fill(before);
  assert.equal(await send.isDisabled(), false);
  assert.doesNotMatch(await shown.locator("section.draft").innerText(), /Ce bouton envoie le brouillon/);
  // A draft that was asked for comes by itself.
  await page.waitForFunction(() => !document.querySelector(".settling"));
  await shown.locator("form.redraft button").click();
  await until("the next version on the page", async () => Number(await shown.getAttribute("data-version")) > card.version);
  assert.equal(await send.isDisabled(), false);
  await looked(page, "redrafted");
  await page.context().close();
});

test("a number that is another customer's is passed on by a button that can be pressed", async () => {
  const page = await stage.desk("rani", { path: "/review/customers" });
  const add = async (name) => {
    const fold = page.locator("details", { has: page.locator("form[action='/review/customers']") }).first();
    if (!(await page.locator("input[name='address']").first().isVisible())) await fold.locator("summary").click();
    await page.locator("form[action='/review/customers'] input[name='address']").fill("+33 6 12 34 56 78");
    await page.locator("form[action='/review/customers'] input[name='customer_name']").fill(name);
    await page.locator("form[action='/review/customers'] input[name='customer_id']").fill(name.toLowerCase());
    await page.locator("form[action='/review/customers'] [name='opt_in_note']").fill("au comptoir, à Rani, le 2 mars");
    await page.locator("form[action='/review/customers'] button").last().click();
    await page.waitForLoadState();
  };
  await add("Premier");
  await page.goto(`${stage.url}/review/customers`);
  await add("Second");
  const notice = page.locator(".notice.bad");
  assert.equal(await notice.count(), 1);
  assert.match(await notice.innerText(), /déjà inscrit/);
  await looked(page, "passed-on");
  await notice.getByRole("button", { name: /Second/ }).click();
  await page.waitForURL(/customers\/second/);
  await page.context().close();
});
