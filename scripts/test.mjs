// npm test: everything set up, everything checked, every test; totals at the end.

import { spawn } from "node:child_process";
import { build } from "./build.mjs";
import { lint } from "./lint.mjs";
import { fail, quietly, root, say, wrangler } from "./tools.mjs";

const began = Date.now();
await build();
await lint();

const dry = wrangler(["deploy", "--dry-run", "--outdir", "target/dry-run"], { stdio: "pipe", encoding: "utf8" });
if (dry.status !== 0) fail(`wrangler deploy --dry-run failed.\n${dry.stdout}${dry.stderr}`);
console.log("wrangler deploy --dry-run: ok");

say("compiling the tests");
const compiled = await quietly("the tests", "cargo", ["test", "--no-run", "--quiet"]);
if (!compiled.ok) fail(`The tests do not compile.\n${compiled.text.slice(-6000)}`);

const { code, text } = await new Promise((resolve) => {
  const child = spawn("cargo", ["test", "--no-fail-fast", "--", ...process.argv.slice(2)], { cwd: root, stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, RUST_BACKTRACE: "0" } });
  let text = "";
  child.stdout.on("data", (data) => {
    text += data;
    process.stdout.write(data);
  });
  child.on("close", (code) => resolve({ code, text }));
});

const results = text.split("\n").filter((line) => line.startsWith("test result:")).join("\n");
const count = (word) => [...results.matchAll(new RegExp(`(\\d+) ${word}`, "g"))].reduce((n, m) => n + Number(m[1]), 0);
console.log(`\nall of it took ${Math.round((Date.now() - began) / 1000)} s`);
console.log(`${count("passed")} passed, ${count("failed")} failed`);
process.exit(code === 0 && count("passed") > 0 ? 0 : 1);
