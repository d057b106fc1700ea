// npm run soak -- --minutes N: the simulator over seeds that nobody has run, for so long.

import { spawnSync } from "node:child_process";
import { fail, root } from "./commands.mjs";

const HELP = `usage: npm run soak -- --minutes N

Runs the simulator over fresh seeds for N minutes on all cores and prints what it
reached. A failing seed prints itself; SIM_SEED=… cargo test --test sim replays it.`;

const args = process.argv.slice(2);
const minutes = args[0] === "--minutes" ? Number(args[1]) : NaN;
if (!Number.isInteger(minutes) || minutes < 1) {
  console.log(HELP);
  process.exit(args.includes("--help") ? 0 : 2);
}
const run = spawnSync("cargo", ["test", "--test", "sim", "--", "--nocapture"], { cwd: root, stdio: "inherit", env: { ...process.env, SIM_MINUTES: String(minutes), RUST_BACKTRACE: "0" } });
if (run.status !== 0) fail("A seed failed, or the simulator did not compile: see above.");
