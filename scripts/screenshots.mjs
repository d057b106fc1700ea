// npm run screenshots: makes the README's picture from an invented customer's order, with the
// built Worker and a real browser.

import path from "node:path";
import { build } from "./build.mjs";
import { chromium, fail, quietly, root, say } from "./tools.mjs";

await build();
const compiled = await quietly("the Meta simulator", "cargo", ["build", "--quiet", "--example", "meta_simulator"]);
if (!compiled.ok) fail(`The Meta simulator does not compile.\n${compiled.text.slice(-4000)}`);
process.env.CHROMIUM = await chromium();

const { start } = await import("../tests/browser/stage.mjs");
const stage = await start();
try {
  const customer = await stage.customer("Épicerie Exemple");
  await customer.writes("Bonjour, 10 cartons de harissa et 5 de concentré de tomate pour jeudi svp. Merci !");
  await stage.card(customer);
  const page = await stage.desk("paul", { width: 390 });
  // Higher than the card: the bar below the pages lies over none of it.
  await page.setViewportSize({ width: 390, height: 1200 });
  const file = path.join(root, "docs/card.png");
  await page.locator("article.card").first().screenshot({ path: file });
  say("docs/card.png");
} finally {
  await stage.stop();
}
