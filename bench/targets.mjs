// The targets, each as a ratio within one run on one machine. Systems take
// turns of half a second, every round on fresh databases; a round whose rows differ from its
// answers is void. Prints a table and writes bench/results.md.

import fs from "node:fs";
import path from "node:path";
import { Worker } from "node:worker_threads";
import zlib from "node:zlib";
import { root, say } from "../scripts/tools.mjs";
import { landed, prepare } from "./database.mjs";
import { LIMITS, day, told } from "./day.mjs";
import { circumstances, median, spread, write } from "./figures.mjs";
import { flat } from "./flat.mjs";
import { SENDERS } from "./webhooks.mjs";
import { cpu, fresh, start } from "./worker.mjs";

const flags = process.argv.slice(2);
const flag = (name, otherwise) => (flags.includes(name) ? flags[flags.indexOf(name) + 1] : otherwise);
const rounds = Number(flag("--rounds", 5));
const seconds = Number(flag("--seconds", 5));
const only = flag("--only", "");
const CONNECTIONS = 8;
const WARM = 2;
const TURN = 0.5;

/** One request of one kind against one system, `of` measured against `to`. */
const COMPARISONS = [
  { name: "accept: CPU and rate against bare", of: ["ours", "message"], to: ["bare", "message"], cpu: 1.6, rate: 0.6 },
  { name: "accept: CPU against tuned Hono", of: ["ours", "message"], to: ["tuned", "message"], cpu: 1.4 },
  { name: "accept: CPU against naive Hono", of: ["ours", "message"], to: ["naive", "message"], cpu: 1 },
  { name: "statuses: CPU against a message", of: ["ours", "status"], to: ["ours", "message"], cpu: 1 },
];

const thread = new Worker(new URL("load.mjs", import.meta.url));
const order = (message) => new Promise((resolve) => thread.once("message", resolve).postMessage(message));

/** A system with its database, and what it answered so far. */
async function begin(cell) {
  const [name, kind] = cell.split(" ");
  const worker = await start(name, fresh());
  const database = await worker.db();
  await prepare(name, database);
  return { cell, name, kind, worker, database, there: await landed(name, database), sent: 0, answered: 0, bad: 0, dry: false, warm: 0, used: 0, seconds: 0 };
}

/** Posts for a while and adds up; what warms up counts for the rows alone. */
async function post(system, seconds, warming = false) {
  const count = Math.ceil(seconds * 5_000);
  await order({ kind: system.kind, from: system.sent, count });
  const before = cpu(system.worker.pid);
  const run = await order({ port: Number(system.worker.url.port), connections: CONNECTIONS, seconds });
  system.sent += run.answered;
  system.bad += run.bad;
  system.dry ||= run.left === 0;
  if (warming) return void (system.warm += run.answered);
  system.used += cpu(system.worker.pid) - before;
  system.answered += run.answered;
  system.seconds += run.seconds;
}

/** Microseconds of CPU a request and requests a second; null if the rows are not what was answered. */
async function end(system) {
  const { name, kind, database, worker, there, answered, bad, dry, warm, used, seconds } = system;
  const rows = (await landed(name, database)) - there;
  const expected = (warm + answered) * (kind === "message" ? 1 : 0);
  await worker.miniflare.dispose();
  if (bad === 0 && rows === expected && !dry) return { cpu: (used * 1e3) / answered, rate: answered / seconds };
  say(`void: ${name} ${kind}, ${rows} rows of ${expected}, ${bad} bad answers${dry ? ", no requests left" : ""}`);
  return null;
}

/** The two of a pair at once, in turns of half a second, forwards and backwards: a machine that slows down slows both. */
async function compare() {
  const [rows, absolute] = [[], new Map()];
  const pairs = COMPARISONS.filter((pair) => pair.name.includes(only)).map((pair) => ({ ...pair, ratios: [] }));
  for (let round = 1; round <= rounds; round++) {
    for (const { of, to, ratios } of pairs) {
      const systems = [await begin(to.join(" ")), await begin(of.join(" "))];
      // The first message of a sender starts their Durable Object, which costs more than the
      // message. Here everybody has written once before, however slow the machine is.
      for (const system of systems) do await post(system, WARM, true); while (system.kind === "message" && system.warm < SENDERS);
      // Within the 30 s after which what was posted is drafted.
      for (let turn = 0; turn * TURN < seconds; turn++) {
        for (const system of turn % 2 ? [...systems].reverse() : systems) await post(system, TURN);
      }
      const results = [];
      for (const system of systems) results.push(await end(system));
      const [floor, ours] = results;
      if (!floor || !ours) continue;
      ratios.push({ cpu: ours.cpu / floor.cpu, rate: ours.rate / floor.rate });
      for (const [i, result] of results.entries()) absolute.set(systems[i].cell, [...(absolute.get(systems[i].cell) ?? []), result]);
      say(`round ${round} of ${rounds}: ${of.join(" ")} ${ours.cpu.toFixed(0)} µs CPU, ${to.join(" ")} ${floor.cpu.toFixed(0)}`);
    }
  }
  for (const pair of pairs) {
    const row = (name, what, target, meets) => {
      const all = pair.ratios.map((ratio) => ratio[what]);
      if (all.length > 0) rows.push({ name, value: median(all), spread: spread(all), target, met: meets(median(all)) });
    };
    row(pair.name.replace("CPU and rate", "CPU"), "cpu", `≤ ${pair.cpu.toFixed(2)}`, (value) => value <= pair.cpu);
    if (pair.rate) row("accept: rate against bare", "rate", `≥ ${pair.rate.toFixed(2)}`, (value) => value >= pair.rate);
  }
  const cells = [...absolute].map(([cell, all]) => ({ cell, cpu: median(all.map((r) => r.cpu)), rate: median(all.map((r) => r.rate)) }));
  return { rows, absolute: cells };
}

function size() {
  const bytes = fs.readFileSync(path.join(root, "build/index_bg.wasm"));
  const kb = zlib.gzipSync(bytes, { level: 9 }).length / 1024;
  return { name: "Wasm, KB gzip", value: kb, spread: `${(bytes.length / 1024).toFixed(0)} KB raw`, target: "≤ 700", met: kb <= 700 };
}

const compared = await compare();
const rows = [...compared.rows];
if ("size".includes(only)) rows.push(size());
if ("flat".includes(only)) rows.push(...(await flat(rounds)));

const table = [
  "| What | Median | Spread | Target | |",
  "|---|---|---|---|---|",
  ...rows.map((row) => `| ${row.name} | ${row.value.toFixed(row.value > 100 ? 0 : 2)} | ${row.spread} | ${row.target} | ${row.met ? "met" : "**not met**"} |`),
];
const cells = ["| System and request | CPU, µs | A second |", "|---|---|---|", ...compared.absolute.map(({ cell, cpu, rate }) => `| ${cell} | ${cpu.toFixed(0)} | ${rate.toFixed(0)} |`)];
if (rows.length > 0) console.log(`\n${table.join("\n")}\n\n${cells.join("\n")}`);
if (compared.rows.length > 0) {
  const how = `${rounds} rounds of ${seconds} s each, in turns of ${TURN} s, ${CONNECTIONS} connections. Ratios are medians of the rounds' own ratios; what each system is stands in \`bench/worker.mjs\`, the peers in \`bench/peers\`.`;
  const text = `${circumstances()} ${how}\n\n${table.join("\n")}\n\nMedians, for orientation: they say more about the machine than about the systems.\n\n${cells.join("\n")}`;
  write(only ? `Against other Workers, "${only}" alone` : "Against other Workers", text);
}
let fits = true;
if ("day".includes(only)) {
  const measured = await day();
  const text = `${circumstances()} ${told(measured)}`;
  fits = Object.entries(LIMITS).every(([what, [target]]) => measured.whole[what] <= target);
  console.log(`\n${text}`);
  write("A day of a wholesaler", text);
}
process.exit(fits && rows.every((row) => row.met) ? 0 : 1);
