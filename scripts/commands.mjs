// Running other programs, and saying so. Needs nothing that has to be installed.

import { spawn, spawnSync } from "node:child_process";
import path from "node:path";

export const root = path.resolve(path.dirname(new URL(import.meta.url).pathname), "..");

/** A command that npm installed. */
export const bin = (name) => path.join(root, "node_modules", ".bin", name);

/** Ends with one sentence: what is missing and what to do. */
export function fail(sentence) {
  console.error(`\n${sentence}`);
  process.exit(1);
}

export function say(line) {
  console.log(`· ${line}`);
}

/** What a command prints, or null if it is not there or fails. */
export function output(command, args, options = {}) {
  const run = spawnSync(command, args, { encoding: "utf8", cwd: root, ...options });
  return run.status === 0 ? run.stdout.trim() : null;
}

/** Runs a command with a line of progress every ten seconds; its output only if it fails. */
export function quietly(what, command, args, env = process.env) {
  return new Promise((resolve) => {
    const began = Date.now();
    const child = spawn(command, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    let last = "";
    const take = (data) => {
      text += data;
      last = String(data).trim().split("\n").pop().trim().slice(0, 70) || last;
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    const seconds = () => Math.round((Date.now() - began) / 1000);
    const ticker = setInterval(() => say(`${what}: ${seconds()} s … ${last}`), 10_000);
    child.on("error", () => done(127));
    child.on("close", done);
    function done(code) {
      clearInterval(ticker);
      if (code !== 0) return resolve({ ok: false, text });
      if (seconds() > 2) say(`${what}: done in ${seconds()} s`);
      resolve({ ok: true, text });
    }
  });
}

/** The first two numbers of a version. */
export function versionOf(text) {
  return (text?.match(/(\d+)\.(\d+)/) ?? []).slice(1).map(Number);
}

export function older([major, minor], [wantedMajor, wantedMinor]) {
  return major < wantedMajor || (major === wantedMajor && minor < wantedMinor);
}
