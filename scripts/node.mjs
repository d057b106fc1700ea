// The npm packages, and the Node that runs them: a script that was started with one that
// is too old starts itself again under the one that is among the packages.

import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { bin, fail, older, output, quietly, root, say, versionOf } from "./commands.mjs";

const NODE = [22, 13]; // wrangler's least, and the first with node:sqlite; "engines" in package.json

export async function npmPackages() {
  const lock = path.join(root, "package-lock.json");
  const installed = path.join(root, "node_modules", ".package-lock.json");
  const fresh = fs.existsSync(installed) && fs.existsSync(bin("wrangler")) && fs.statSync(installed).mtimeMs >= fs.statSync(lock).mtimeMs;
  if (fresh) return;
  say("installing the npm packages (wrangler, esbuild, binaryen)");
  const npm = await quietly("npm packages", "npm", ["ci", "--no-audit", "--no-fund"]);
  if (!npm.ok) fail(`npm ci failed; is the npm registry within reach?\n${npm.text.slice(-1500)}`);
  const now = new Date();
  fs.utimesSync(installed, now, now);
}

/** Returns if this Node is new enough; else the newer one does all the work and this one waits. */
export async function newEnoughNode() {
  const mine = process.versions.node;
  if (!older(versionOf(mine), NODE)) return;
  await npmPackages();
  const theirs = output(bin("node"), ["--version"]);
  if (!theirs || older(versionOf(theirs), NODE)) fail(`Node ${mine} is too old: install Node ${NODE.join(".")} or newer (https://nodejs.org), then run this again.`);
  say(`Node ${mine} is too old for wrangler: going on with Node ${theirs.slice(1)}, which came with the npm packages`);
  // So that wrangler, and whatever else asks for `node`, finds it too.
  const env = { ...process.env, PATH: `${path.dirname(bin("node"))}${path.delimiter}${process.env.PATH}` };
  const child = spawn(bin("node"), process.argv.slice(1), { stdio: "inherit", env });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  const [code, signal] = await new Promise((resolve) => child.on("close", (...how) => resolve(how)));
  process.exit(code ?? 128 + os.constants.signals[signal]);
}
