// What customers attach, on a phone: a picture is seen, a voice note plays, a document is
// downloaded, and each is the file that the customer sent.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { shots, start } from "./stage.mjs";

let stage, desk;
before(async () => {
  stage = await start();
  fs.mkdirSync(shots, { recursive: true });
  desk = await stage.desk("paul");
});
after(() => stage?.stop());

/** A card on whose only message the customer attached a sample of this kind, open on the phone. */
async function attached(name, kind, besides = {}) {
  const customer = await stage.customer(name);
  const asked = new URLSearchParams({ customer: customer.address, name, kind, ...besides });
  const answer = await fetch(`${stage.phone}/api/files?${asked}`, { method: "POST" });
  assert.equal((await answer.json()).status, 200);
  const card = await stage.card(customer);
  await desk.goto(`${stage.url}/review/cards/${card.id}`);
  return card;
}

const fits = () => desk.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);

test("a photo is seen", async () => {
  await attached("Café Photo", "image", { caption: "10 cartons comme sur la photo" });
  const photo = desk.locator("figure.attached img");
  await photo.scrollIntoViewIfNeeded();
  await photo.evaluate((image) => image.decode());
  const seen = await photo.evaluate((image) => ({ pixels: [image.naturalWidth, image.naturalHeight], width: image.getBoundingClientRect().width }));
  assert.deepEqual(seen.pixels, [320, 240]);
  assert.ok(seen.width > 200 && seen.width <= 360, `${seen.width} pixels of 360`);
  assert.ok(await fits());
  await desk.screenshot({ path: path.join(shots, "media-photo-360.png"), fullPage: true });
});

test("a voice note plays", async () => {
  await attached("Café Vocal", "audio");
  const note = desk.locator("figure.attached audio");
  await note.scrollIntoViewIfNeeded();
  await note.evaluate((audio) => audio.play());
  await desk.waitForFunction(() => document.querySelector("figure.attached audio").currentTime > 0.5);
  const length = await note.evaluate((audio) => audio.duration);
  assert.ok(length > 2.5 && length < 3.5, `${length} s`);
  assert.ok(await fits());
  await desk.screenshot({ path: path.join(shots, "media-voice-360.png"), fullPage: true });
});

test("a PDF is downloaded under its name", async () => {
  await attached("Café Bon", "document", { filename: "Bon 12 été.pdf" });
  assert.ok(await fits());
  await desk.screenshot({ path: path.join(shots, "media-pdf-360.png"), fullPage: true });
  const [file] = await Promise.all([desk.waitForEvent("download"), desk.click("figure.attached figcaption a")]);
  assert.equal(file.suggestedFilename(), "Bon 12 été.pdf");
  const bytes = fs.readFileSync(await file.path(), "latin1");
  assert.ok(bytes.startsWith("%PDF-1.4") && bytes.includes("Bon 4411"), bytes.slice(0, 40));
  assert.deepEqual(desk.trouble, []);
});

test("what Meta keeps no more is said in words", async () => {
  await attached("Café Tard", "image");
  await stage.graphAnswers("files_gone");
  await desk.reload();
  await desk.locator("figure.attached").scrollIntoViewIfNeeded();
  // The script puts the words in the place of the picture as soon as that fails.
  await desk.waitForFunction(() => !document.querySelector("figure.attached img"));
  assert.match(await desk.locator("figure.attached").innerText(), /fichier/);
  await stage.graphAnswers("files_kept");
});
