// npm run build: the Worker, in build/index.js and build/index_bg.wasm.

import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import zlib from "node:zlib";
import { fail, newestChange, quietly, root, say, setup } from "./tools.mjs";

// Those that worker-build itself names: what newer ones would add, workerd may not take yet.
const FEATURES = ["mutable-globals", "sign-ext", "nontrapping-float-to-int", "bulk-memory", "multivalue", "reference-types", "exception-handling"].map((name) => `--enable-${name}`);

/** Builds the Worker if anything it is made of is newer than it. */
export async function build() {
  const { workerBuild, env } = await setup();
  const [wasm, script] = ["index_bg.wasm", "index.js"].map((name) => path.join(root, "build", name));
  const sources = newestChange("src", "migrations", "assets/review", "Cargo.toml", "Cargo.lock", "package-lock.json", "rust-toolchain.toml", "scripts/build.mjs", "scripts/tools.mjs");
  if (fs.existsSync(wasm) && fs.existsSync(script) && fs.statSync(wasm).mtimeMs > sources) return;
  say("building the Worker");
  // For size; Cargo.toml is for the native tools.
  const run = await quietly("the Worker", workerBuild, ["--release", "--no-opt"], { ...env, CARGO_PROFILE_RELEASE_OPT_LEVEL: "z" });
  if (!run.ok || !fs.existsSync(wasm)) fail(`worker-build failed.\n${run.text.slice(-4000)}`);
  // What is fetched is the gzip. Binaryen's inlining and its sharing of locals, which are in every -O, make the
  // file smaller and its gzip 95 KB larger: what was alike no longer is. These passes leave alike what is.
  const passes = ["duplicate-function-elimination", "remove-unused-brs", "vacuum", "merge-blocks", "optimize-instructions", "code-folding", "remove-unused-brs", "vacuum", "merge-blocks", "duplicate-function-elimination", "reorder-locals"];
  // Function names are a seventh of the file, and a Worker logs no backtrace. Before they go, they bring together
  // what is alike: gzip saves another thirtieth.
  const order = ["reorder-functions-by-name", "strip-debug", "strip-producers", "strip-target-features"];
  const names = [...passes, ...order].map((name) => `--${name}`);
  const strip = await quietly("wasm-opt", env.WASM_OPT_BIN, [...FEATURES, ...names, wasm, "-o", wasm], env);
  if (!strip.ok) fail(`wasm-opt failed.\n${strip.text.slice(-2000)}`);
  const bytes = fs.readFileSync(wasm);
  const kb = (n) => `${(n / 1024).toFixed(0)} KB`;
  say(`build/index_bg.wasm: ${kb(bytes.length)}, ${kb(zlib.gzipSync(bytes, { level: 9 }).length)} gzip`);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await build();
