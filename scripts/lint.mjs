// npm run lint: formatting, clippy natively and for the Wasm, documentation. Warnings
// are errors.

import { pathToFileURL } from "node:url";
import { fail, quietly, setup } from "./tools.mjs";

export async function lint() {
  const { env } = await setup();
  const strict = { ...env, RUSTDOCFLAGS: "-D warnings" };
  // The Debian toolchain, where there is one, is for the Wasm alone.
  const native = { ...process.env, RUSTDOCFLAGS: "-D warnings" };
  for (const [what, command, args, environment] of [
    ["rustfmt", "cargo", ["fmt", "--all", "--check"], native],
    ["clippy", "cargo", ["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"], native],
    ["clippy for the Wasm", "cargo", ["clippy", "--lib", "--target", "wasm32-unknown-unknown", "--quiet", "--", "-D", "warnings"], env.RUSTUP_TOOLCHAIN ? null : strict],
    ["documentation", "cargo", ["doc", "--no-deps", "--lib", "--document-private-items", "--quiet"], native],
  ]) {
    if (!environment) {
      console.log(`${what}: left out, Debian's toolchain has no clippy`);
      continue;
    }
    const run = await quietly(what, command, args, environment);
    if (!run.ok) fail(`${what} failed.\n${run.text.slice(-6000)}`);
    console.log(`${what}: ok`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await lint();
