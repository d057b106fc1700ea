// npm test: everything set up, everything checked, every test; totals at the end.

import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { build } from "./build.mjs";
import { lint } from "./lint.mjs";
import { chromium, fail, quietly, root, say, wrangler } from "./tools.mjs";

const began = Date.now();
// At once: each has a minute in which it keeps only one core busy.
const [, compiled] = await Promise.all([build(), quietly("the tests", "cargo", ["test", "--no-run", "--quiet", "--all-targets"])]);
if (!compiled.ok) fail(`The tests do not compile.\n${compiled.text.slice(-6000)}`);
await lint();

// What wrangler deploys is a bundle of its own: the tests run that one.
const BUNDLE = path.join(root, "target/dry-run");
fs.rmSync(BUNDLE, { recursive: true, force: true });
const dry = wrangler(["deploy", "--dry-run", "--outdir", BUNDLE], { stdio: "pipe", encoding: "utf8" });
if (dry.status !== 0) fail(`wrangler deploy --dry-run failed.\n${dry.stdout}${dry.stderr}`);
console.log("wrangler deploy --dry-run: ok");

/** Runs one runner, shows its output as it comes, and returns its code and text. */
function run(command, args, env) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, BUNDLE, ...env } });
    let text = "";
    child.stdout.on("data", (data) => {
      text += data;
      process.stdout.write(data);
    });
    child.on("close", (code) => resolve({ code, text }));
  });
}

const sum = (text, pattern) => [...text.matchAll(pattern)].reduce((n, match) => n + Number(match[1]), 0);

// The corpora belong to others and are not part of this repository.
const corpora = fs.existsSync(path.join(root, "../shared/corpora"));
if (!corpora) say("left out: what needs the corpora, which are not beside this checkout");
const cargo = await run("cargo", ["test", "--no-fail-fast", "--", ...(corpora ? ["--include-ignored"] : []), ...process.argv.slice(2)], { RUST_BACKTRACE: "0" });
const results = cargo.text.split("\n").filter((line) => line.startsWith("test result:")).join("\n");
const counts = { passed: sum(results, /(\d+) passed/g), failed: sum(results, /(\d+) failed/g) };

let desk = { code: 0 };
if (process.argv.length === 2) {
  say("migrations, settings, a trap, the health page, the scripts, and the desk in a browser");
  const files = ["tests", "tests/browser"].flatMap((folder) => fs.readdirSync(path.join(root, folder)).sort().map((name) => `${folder}/${name}`));
  desk = await run(process.execPath, ["--test", "--test-concurrency=2", "--test-reporter=spec", ...files.filter((file) => file.endsWith(".test.mjs"))], { CHROMIUM: await chromium() });
  counts.passed += sum(desk.text, /^ℹ pass (\d+)/gm);
  counts.failed += sum(desk.text, /^ℹ (?:fail|cancelled) (\d+)/gm);
}

console.log(`\nall of it took ${Math.round((Date.now() - began) / 1000)} s`);
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exit(cargo.code === 0 && desk.code === 0 && counts.passed > 0 ? 0 : 1);
