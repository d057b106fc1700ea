// What stands for several rounds, and where it is written.

import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { root } from "../scripts/tools.mjs";

export const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
export const spread = (numbers) => `${Math.min(...numbers).toFixed(2)}–${Math.max(...numbers).toFixed(2)}`;

const RESULTS = path.join(root, "bench/results.md");

/** When and on what something was measured, and how busy that was. */
export function circumstances() {
  const load = os.loadavg().map((n) => n.toFixed(1)).join(", ");
  const disk = fs.existsSync("/dev/shm") ? "tmpfs" : "disk";
  return `${new Date().toISOString().slice(0, 10)}, ${os.cpus()[0].model.trim()}, ${os.cpus().length} cores, ${os.type()} ${os.release()}, Node ${process.versions.node}; local workerd with D1 on ${disk}. Load of the machine over 1, 5 and 15 minutes at the end: ${load}.`;
}

/** Puts a section of bench/results.md in the place of the one of that name; the others stay. */
export function write(name, text) {
  const [title, ...sections] = fs.readFileSync(RESULTS, "utf8").trim().split(/^## /m);
  const others = sections.filter((section) => !section.startsWith(`${name}\n`)).map((section) => section.trim());
  const all = [...others, `${name}\n\n${text.trim()}`].sort();
  fs.writeFileSync(RESULTS, `${[title.trim(), ...all.map((section) => `## ${section}`)].join("\n\n")}\n`);
}
