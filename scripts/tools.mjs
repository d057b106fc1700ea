// Sets up what a build needs, and says so when it takes long: npm packages, the
// Wasm target, worker-build and wasm-bindgen of the versions that belong together.
// Everything is checked first; a second run takes about a second.

import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { bin, fail, older, output, quietly, root, say, versionOf } from "./commands.mjs";
import { newEnoughNode, npmPackages } from "./node.mjs";

export { bin, fail, output, quietly, root, say } from "./commands.mjs";

// Whatever sets up, builds or asks wrangler needs it, and imports this file.
await newEnoughNode();

const WORKER_BUILD = "0.8.7"; // the `worker` crate's version, see Cargo.toml
const WASM_BINDGEN = "0.2.129"; // the `wasm-bindgen` crate's version, see Cargo.toml
const RUST = [1, 91];
const RUSTUP_SECONDS = 60;

// Built tools are kept for every clone of this project, by version.
const cache = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache"), "whatsapp-order-ack");

function checkRust() {
  const rustc = output("rustc", ["--version"]);
  if (!rustc || !output("cargo", ["--version"])) fail("There is no stable Rust: install it from https://rustup.rs, or with `rustup toolchain install stable`, then run this again.");
  if (older(versionOf(rustc), RUST)) fail(`${rustc} is too old: Rust ${RUST.join(".")} or newer is needed (rustup update stable).`);
}

function hasTarget(env) {
  const sysroot = output("rustc", ["--print", "sysroot"], { env });
  const dir = path.join(sysroot ?? "", "lib/rustlib/wasm32-unknown-unknown/lib");
  return fs.existsSync(dir) && fs.readdirSync(dir).some((name) => name.endsWith(".rlib"));
}

/** The Wasm target; returns the environment that cargo needs for it. */
async function wasmTarget() {
  const forced = process.env.WASM_TOOLCHAIN === "debian";
  if (!forced && hasTarget(process.env)) return {};
  if (!forced && output("rustup", ["--version"])) {
    say("adding the wasm32-unknown-unknown target");
    const add = spawnSync("rustup", ["target", "add", "wasm32-unknown-unknown"], { timeout: RUSTUP_SECONDS * 1000, stdio: "ignore" });
    if (add.status === 0 && hasTarget(process.env)) return {};
  }
  return debianToolchain();
}

/** Where rustup's host cannot be reached: the standard library from Debian's packages. */
async function debianToolchain() {
  const env = {
    RUSTUP_TOOLCHAIN: "debian-web",
    RUSTC_BOOTSTRAP: "1",
    CARGO_UNSTABLE_BUILD_STD: "std,panic_abort",
    CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER: "wasm-ld-22", // Debian's rustc brings no rust-lld
  };
  const ready = () => output("rustc", ["--version"], { env: { ...process.env, ...env } });
  if (!ready()) {
    const apt = output("apt-get", ["--version"]) && process.getuid?.() === 0 && output("rustup", ["--version"]);
    if (!apt) {
      fail("The Wasm target could not be added: run `rustup target add wasm32-unknown-unknown` where static.rust-lang.org can be reached, then run this again.");
    }
    say("rustup's host does not answer: building the Wasm standard library from Debian's packages instead");
    for (const args of [["update"], ["install", "-y", "--no-install-recommends", "rustc-web", "cargo-web", "rust-web-src", "lld-22"]]) {
      const run = await quietly(`apt-get ${args[0]}`, "apt-get", args, { ...process.env, DEBIAN_FRONTEND: "noninteractive" });
      if (!run.ok) fail(`apt-get ${args[0]} failed; add the Wasm target by hand: rustup target add wasm32-unknown-unknown\n${run.text.slice(-800)}`);
    }
    output("rustup", ["toolchain", "link", "debian-web", "/usr"]);
    if (!ready()) fail("Debian's Rust for the web could not be linked: add the Wasm target by hand: rustup target add wasm32-unknown-unknown");
  }
  // worker-build only checks that this directory exists.
  const sysroot = output("rustc", ["--print", "sysroot"], { env: { ...process.env, ...env } });
  fs.mkdirSync(path.join(sysroot, "lib/rustlib/wasm32-unknown-unknown/lib"), { recursive: true });
  return env;
}

/** A cargo-installed tool of exactly this version: from the PATH, the cache, or built now. */
async function cargoTool(crate, binary, version, ...features) {
  const exact = (file) => output(file, ["--version"])?.split(/\s+/).includes(version);
  if (exact(binary)) return output("sh", ["-c", `command -v ${binary}`]);
  const dir = path.join(cache, `${crate}-${version}`);
  const file = path.join(dir, "bin", binary);
  if (exact(file)) return file;
  say(`building ${crate} ${version}, once for all clones (about a minute)`);
  // They run for a second: what counts is how soon they are there.
  const env = { ...process.env, CARGO_PROFILE_RELEASE_LTO: "false", CARGO_PROFILE_RELEASE_OPT_LEVEL: "0", CARGO_PROFILE_RELEASE_CODEGEN_UNITS: "16", CARGO_PROFILE_RELEASE_DEBUG: "0" };
  const what = ["install", crate, "--version", version, "--locked", "--bin", binary, ...features];
  const install = await quietly(crate, "cargo", [...what, "--root", dir, "--target-dir", path.join(cache, "target")], env);
  if (!install.ok) fail(`cargo install ${crate} failed; is crates.io within reach, and are there a C compiler and OpenSSL's headers (Debian: build-essential, pkg-config, libssl-dev)?\n${install.text.slice(-1500)}`);
  return file;
}

/** Everything that `worker-build` needs; returns its path and environment. */
export async function setup() {
  checkRust();
  await npmPackages();
  const target = await wasmTarget();
  const workerBuild = await cargoTool("worker-build", "worker-build", WORKER_BUILD);
  // Its features are TLS, for a test runner that is left out.
  const wasmBindgen = await cargoTool("wasm-bindgen-cli", "wasm-bindgen", WASM_BINDGEN, "--no-default-features");
  for (const file of [bin("wasm-opt"), bin("esbuild"), wasmBindgen]) {
    // A wrong path here would make worker-build download another, silently.
    if (!fs.existsSync(file)) fail(`${file} is missing: delete node_modules and run this again.`);
  }
  return { workerBuild, env: { ...process.env, ...target, WASM_BINDGEN_BIN: wasmBindgen, WASM_OPT_BIN: bin("wasm-opt"), ESBUILD_BIN: bin("esbuild") } };
}

const BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];

/** A Chromium for the desk's tests: CHROMIUM, one that is there, or Debian's. */
export async function chromium() {
  const known = [process.env.CHROMIUM, ...BROWSERS].filter(Boolean);
  const find = () => known.map((name) => (fs.existsSync(name) ? name : output("sh", ["-c", `command -v "${name}"`]))).find(Boolean);
  if (find()) return find();
  if (!output("apt-get", ["--version"]) || process.getuid?.() !== 0) {
    fail("The desk's tests need Chromium or Chrome: install one, or set CHROMIUM to its path.");
  }
  say("installing Chromium for the desk's tests");
  for (const args of [["update"], ["install", "-y", "--no-install-recommends", "chromium"]]) {
    const run = await quietly(`apt-get ${args[0]}`, "apt-get", args, { ...process.env, DEBIAN_FRONTEND: "noninteractive" });
    if (!run.ok) fail(`apt-get ${args[0]} failed; install Chromium by hand, or set CHROMIUM to its path.\n${run.text.slice(-800)}`);
  }
  return find() ?? fail("Chromium was installed, but is not on the PATH: set CHROMIUM to its path.");
}

/** wrangler, as this project runs it. */
export function wrangler(args, options = {}) {
  // Of the environments in wrangler.toml, the one that was asked for, or none: wrangler wants it said.
  const env = { ...process.env, CLOUDFLARE_ENV: process.env.CLOUDFLARE_ENV ?? "", WRANGLER_SEND_METRICS: "false", ...options.env };
  return spawnSync(bin("wrangler"), args, { cwd: root, stdio: "inherit", ...options, env });
}

/** What wrangler.toml says, of the environment that CLOUDFLARE_ENV names, if any. */
export async function config() {
  const { unstable_readConfig: read } = await import("wrangler");
  return read({ config: path.join(root, "wrangler.toml"), env: process.env.CLOUDFLARE_ENV || undefined }, { hideWarnings: true });
}

/** The names of all migrations, in the order in which they are applied. */
export function migrations() {
  return fs.readdirSync(path.join(root, "migrations")).filter((name) => name.endsWith(".sql")).sort();
}

export function newestChange(...places) {
  let newest = 0;
  for (const place of places) {
    const full = path.join(root, place);
    if (!fs.existsSync(full)) continue;
    const stat = fs.statSync(full);
    newest = Math.max(newest, stat.mtimeMs);
    if (stat.isDirectory()) for (const name of fs.readdirSync(full)) newest = Math.max(newest, newestChange(path.join(place, name)));
  }
  return newest;
}
