// npm run size: what the Wasm is made of, by crate, before it is stripped of its names.
// Generic code counts where it was asked for: a Vec of ours sorted by `core` is ours.

import fs from "node:fs";
import path from "node:path";
import { fail, quietly, root, setup } from "./tools.mjs";

const { workerBuild, env } = await setup();
const out = path.join(root, "target", "size");
const run = await quietly("the Worker", workerBuild, ["--release", "--no-opt", "--out-dir", out], { ...env, CARGO_PROFILE_RELEASE_OPT_LEVEL: "z" });
if (!run.ok) fail(`worker-build failed.\n${run.text.slice(-4000)}`);
const bytes = fs.readFileSync(path.join(out, "index_bg.wasm"));

/** The sections of a module: id, start, end; of a custom one, its name. */
function* sections() {
  for (let at = 8; at < bytes.length; ) {
    const id = bytes[at];
    const [length, start] = leb(at + 1);
    yield { id, start, end: start + length };
    at = start + length;
  }
}

function leb(at) {
  let [value, shift] = [0, 0];
  for (;;) {
    const byte = bytes[at++];
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return [value, at];
    shift += 7;
  }
}

const text = (at) => {
  const [length, start] = leb(at);
  return [bytes.subarray(start, start + length).toString(), start + length];
};

let [imports, sizes, data] = [0, [], 0];
const names = new Map();
for (const { id, start, end } of sections()) {
  if (id === 2) {
    let [count, at] = leb(start);
    while (count-- > 0) {
      at = text(text(at)[1])[1];
      const kind = bytes[at++];
      if (kind === 0) [, at] = (imports++, leb(at));
      else if (kind === 1 || kind === 2) at = limits(kind === 1 ? at + 1 : at);
      else at += 2;
    }
  } else if (id === 10) {
    let [count, at] = leb(start);
    while (count-- > 0) {
      const [length, body] = leb(at);
      sizes.push(length);
      at = body + length;
    }
  } else if (id === 11) {
    data = end - start;
  } else if (id === 0) {
    const [name, body] = text(start);
    if (name === "name") readNames(body, end);
  }
}

function limits(at) {
  const flags = bytes[at];
  const [, then] = leb(at + 1);
  return flags & 1 ? leb(then)[1] : then;
}

function readNames(from, end) {
  for (let at = from; at < end; ) {
    const kind = bytes[at];
    let [length, body] = leb(at + 1);
    at = body + length;
    if (kind !== 1) continue;
    let count;
    [count, body] = leb(body);
    while (count-- > 0) {
      const [index, then] = leb(body);
      const [name, next] = text(then);
      names.set(index, name);
      body = next;
    }
  }
}

/** The crate of a mangled or plain name: for `<T as Trait>::f`, that of T. */
function crate(name) {
  const plain = name.replace(/^_ZN/, "").replace(/^[0-9]+/, "");
  const inner = /^_?<?&?(?:mut )?\(?([a-z_][a-z0-9_]*)(?:\[[0-9a-f]+\])?(?:::|\.\.)/i.exec(plain.replaceAll("$LT$", "<").replaceAll("$RF$", "&")) ?? /([a-z_][a-z0-9_]*)::/.exec(plain);
  return inner?.[1] ?? "other";
}

const total = new Map();
const add = (key, size) => total.set(key, (total.get(key) ?? 0) + size);
sizes.forEach((size, i) => add(crate(names.get(imports + i) ?? "?"), size));
add("(texts and tables)", data);
const kb = (n) => (n / 1024).toFixed(1).padStart(8);
console.log(`${kb(bytes.length)} KB with names, before wasm-opt`);
for (const [name, size] of [...total].sort((a, b) => b[1] - a[1]).slice(0, 20)) console.log(`${kb(size)} KB  ${name}`);
if (process.argv.includes("--functions")) {
  const functions = sizes.map((size, i) => [size, names.get(imports + i) ?? "?"]).sort((a, b) => b[0] - a[0]);
  for (const [size, name] of functions.slice(0, 60)) console.log(`${kb(size)} KB  ${name.slice(0, 150)}`);
}
