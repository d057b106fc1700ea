// npm run fuzz -- TARGET --minutes N: one of fuzz/fuzz_targets, seeded from the payloads
// and messages that lie beside this repository, if they do.

import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fail, output, root, say } from "./commands.mjs";

const targets = fs.readdirSync(path.join(root, "fuzz/fuzz_targets")).map((file) => path.basename(file, ".rs")).sort();
const HELP = `usage: npm run fuzz -- TARGET --minutes N

Targets: ${targets.join(", ")}. Needs a nightly Rust (rustup toolchain install nightly)
and cargo-fuzz (cargo install cargo-fuzz). What crashes is left in fuzz/artifacts; it
belongs into a test.`;

const [target, flag, minutes] = process.argv.slice(2);
if (target === "--help") {
  console.log(HELP);
  process.exit(0);
}
if (!targets.includes(target) || flag !== "--minutes" || !(Number(minutes) > 0)) fail(HELP);
if (output("cargo", ["+nightly", "--version"]) === null) fail("There is no nightly Rust. Install it with: rustup toolchain install nightly");
if (output("cargo", ["fuzz", "--version"]) === null) fail("cargo-fuzz is missing. Install it with: cargo install cargo-fuzz");

const corpus = path.join(root, "fuzz/corpus", target);
fs.mkdirSync(corpus, { recursive: true });
let seeds = 0;
const seed = (bytes) => fs.writeFileSync(path.join(corpus, `seed-${String(seeds++).padStart(5, "0")}`), bytes);

const beside = path.join(root, "../shared/corpora");
const payloads = fs.existsSync(path.join(beside, "payloads"))
  ? fs.readdirSync(path.join(beside, "payloads"), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && entry.name.endsWith(".json")).map((entry) => fs.readFileSync(path.join(entry.parentPath ?? entry.path, entry.name)))
  : [];
const messages = fs.existsSync(path.join(beside, "gate-dev.jsonl"))
  ? fs.readFileSync(path.join(beside, "gate-dev.jsonl"), "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line).text)
  : [];

const hex = "0123456789abcdef".repeat(4);
({
  signature: () => {
    payloads.forEach((body) => seed(Buffer.concat([Buffer.from(`sha256=${hex}\n`), body])));
    for (const header of [`sha256=${hex}`, `sha1=${hex}`, `sha256=${hex},sha256=${hex}`, `SHA256=${hex}`, "sha256="]) seed(`${header}\n{}`);
  },
  payload: () => payloads.forEach(seed),
  gate: () => messages.filter((_, n) => n % 10 === 0).forEach(seed),
  guard: () => {
    messages.filter((_, n) => n % 20 === 0).forEach((text) => seed(`${text}\0Bonjour, bien reçu : ${text}. Merci !`));
    for (const draft of ["See https://example.com", "Total 12,50 €", "Votre commande est confirmée", "Received, thank you!"]) seed(`10 cartons\0${draft}`);
  },
  status_fold: () => {
    for (const bytes of [[0, 1, 2], [4, 1], [0x14, 0x11], [8, 9, 4, 2]]) seed(Uint8Array.from(bytes));
  },
  decision: () => {
    for (const [verb, body] of [
      ["approve", { version: 1, text_sha256: hex }],
      ["edit", { version: 2, text: "Bien reçu 👩‍🍳" }],
      ["reject", { version: 1, reason: "other", note: "x" }],
      ["resolve", { version: 1, outcome: "not_sent" }],
    ])
      seed(`${verb}\n${JSON.stringify(body)}`);
  },
})[target]?.();
say(`${seeds} seeds for ${target}`);

const run = spawnSync("cargo", ["+nightly", "fuzz", "run", target, "--", `-max_total_time=${Math.round(Number(minutes) * 60)}`, "-max_len=16384", "-timeout=10"], { cwd: root, stdio: "inherit" });
if (run.status !== 0) fail("It crashed: see above.");
