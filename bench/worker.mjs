// A Worker in workerd with its D1, on a directory of its own; requests go straight into
// workerd, past miniflare's proxy.

import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import esbuild from "esbuild";
import { Log, LogLevel, Miniflare, Response, convertV4MiniflareOptions } from "miniflare";
import { unstable_readConfig as readConfig } from "wrangler";
import { root } from "../scripts/tools.mjs";
import { NUMBER_ID, SECRET } from "./webhooks.mjs";

const here = import.meta.dirname;
/** Memory where there is some: what is measured is not the disk. */
const memory = fs.existsSync("/dev/shm") ? "/dev/shm" : os.tmpdir();
export const scratch = fs.mkdtempSync(path.join(memory, "ack-bench-"));
process.on("exit", () => fs.rmSync(scratch, { recursive: true, force: true }));

const source = (name) => fs.readFileSync(path.join(here, "peers", name), "utf8");
const peer = (name) => () => [{ type: "ESModule", path: "index.mjs", contents: source(name) }];
const bundled = (name) => async () => {
  const built = await esbuild.build({ entryPoints: [path.join(here, "peers", name)], bundle: true, format: "esm", minify: true, write: false });
  return [{ type: "ESModule", path: "index.mjs", contents: built.outputFiles[0].text }];
};

/** What `npm run build` left. */
const built = () => ["index.js", "index_bg.wasm"].map((name) => ({
  type: name.endsWith(".js") ? "ESModule" : "CompiledWasm",
  path: name,
  contents: fs.readFileSync(path.join(root, "build", name), name.endsWith(".js") ? "utf8" : null),
}));
const meter = { type: "ESModule", path: "meter.js", contents: fs.readFileSync(path.join(here, "meter.mjs"), "utf8") };
const schema = fs.readdirSync(path.join(root, "migrations")).filter((name) => name.endsWith(".sql")).sort().map((name) => `migrations/${name}`);
const durableObjects = { REPLY_BUFFER: { className: "ReplyBuffer", useSQLite: true } };

/** The systems that are compared: their modules, schema and rows. */
export const SYSTEMS = {
  bare: { modules: peer("bare.mjs"), sql: ["bench/peers/schema.sql"], rows: [] },
  tuned: { modules: bundled("tuned.src.mjs"), sql: ["bench/peers/schema.sql"], rows: ["peers"] },
  naive: { modules: bundled("naive.src.mjs"), sql: ["bench/peers/schema.sql"], rows: ["peers"] },
  ours: { modules: built, sql: schema, rows: ["ours"], durableObjects },
  metered: { modules: () => [meter, ...built()], sql: schema, rows: ["day"], durableObjects, inspected: true },
};

/** Starts a system on a directory, with more settings. Its database is there already if the directory was used before. */
export async function start(name, state, more = {}) {
  const { modules, durableObjects = {}, inspected } = SYSTEMS[name];
  const miniflare = new Miniflare(convertV4MiniflareOptions({
    bindings: {
      META_APP_SECRET: SECRET,
      WHATSAPP_VERIFY_TOKEN: "verify",
      WHATSAPP_PHONE_NUMBER_ID: NUMBER_ID,
      WHATSAPP_ACCESS_TOKEN: "access",
      SENDER_HOURLY_LIMIT: "1000000",
      HOURLY_LIMIT: "100000000",
      BURST_SECONDS: "30",
      ...more,
    },
    cf: false,
    compatibilityDate: readConfig({ config: path.join(root, "wrangler.toml") }).compatibility_date,
    d1Databases: { DB: "bench" },
    durableObjects,
    ...(inspected && { inspectorPort: 0 }),
    log: new Log(LogLevel.NONE),
    modules: await modules(),
    outboundService: () => Response.json({ messages: [{ id: "wamid.OUT" }] }),
    resourcePersistencePath: state,
    unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
  }));
  await miniflare.ready;
  const url = await miniflare.unsafeGetDirectURL();
  const children = execFileSync("pgrep", ["-P", String(process.pid), "workerd"]).toString().trim().split("\n");
  const pid = Number(children.at(-1));
  return { miniflare, url, pid, db: () => miniflare.getD1Database("DB") };
}

/** Milliseconds of CPU that a process has used so far. */
export function cpu(pid) {
  const fields = fs.readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** A directory that nobody has used. */
export const fresh = () => fs.mkdtempSync(path.join(scratch, "state-"));
