// npm run build: the Worker, in build/index.js and build/index_bg.wasm.

import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import zlib from "node:zlib";
import { fail, newestChange, quietly, root, say, setup } from "./tools.mjs";

/** Builds the Worker if anything it is made of is newer than it. */
export async function build() {
  const { workerBuild, env } = await setup();
  const wasm = path.join(root, "build", "index_bg.wasm");
  const sources = newestChange("src", "Cargo.toml", "Cargo.lock", "scripts/build.mjs", "scripts/tools.mjs");
  if (fs.existsSync(wasm) && fs.statSync(wasm).mtimeMs > sources) return;
  say("building the Worker");
  const run = await quietly("the Worker", workerBuild, ["--release"], env);
  if (!run.ok || !fs.existsSync(wasm)) fail(`worker-build failed.\n${run.text.slice(-4000)}`);
  const now = new Date();
  fs.utimesSync(wasm, now, now);
  const bytes = fs.readFileSync(wasm);
  const kb = (n) => `${(n / 1024).toFixed(0)} KB`;
  say(`build/index_bg.wasm: ${kb(bytes.length)}, ${kb(zlib.gzipSync(bytes, { level: 9 }).length)} gzip`);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await build();
