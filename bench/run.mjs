// npm run bench: installs and builds what is missing, then measures (targets.mjs).

import { build } from "../scripts/build.mjs";

const HELP = `usage: npm run bench [-- --rounds N] [--seconds S] [--only WORD]
  --rounds N    rounds of each pair, default 5
  --seconds S   how long each system is posted to in a round, default 5
  --only WORD   the comparisons whose name has this word; "day" is a day of a wholesaler
  bench/results.md has a section for the whole run, one for each such word, and one for the day`;

if (process.argv.includes("--help")) {
  console.log(HELP);
} else {
  await build();
  // It needs packages that a fresh clone has only now.
  await import("./targets.mjs");
}
