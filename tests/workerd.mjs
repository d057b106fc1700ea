// The Worker in workerd, with what wrangler.toml says of it, on a port and a database of its
// own:
//
//   node tests/workerd.mjs --port N --persist-to DIR [--var NAME:VALUE]...
//
// It is what `npm run build` made, or what wrangler makes of that to deploy it, if
// BUNDLE names the directory: `npm test` does.
//
// `wrangler dev` would do the same through a second workerd of its own, whose proxy forgets
// a request now and then when the machine is busy. The cron trigger is
// GET /cdn-cgi/handler/scheduled.

import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { Log, LogLevel, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions as optionsOf } from "wrangler";

const root = path.join(import.meta.dirname, "..");
const { values } = parseArgs({
  options: { port: { type: "string" }, "persist-to": { type: "string" }, var: { type: "string", multiple: true, default: [] } },
});
const vars = values.var.map((pair) => [pair.slice(0, pair.indexOf(":")), pair.slice(pair.indexOf(":") + 1)]);
const { workerOptions, main } = optionsOf(path.join(root, "wrangler.toml"));
const bundle = process.env.BUNDLE ?? path.dirname(main);
const modules = fs.readdirSync(bundle).filter((name) => name === "index.js" || name.endsWith(".wasm"));

const worker = new Miniflare({
  // Where a request comes from would be fetched from Cloudflare.
  cf: false,
  defaultPersistRoot: path.join(values["persist-to"], "v3"),
  host: "127.0.0.1",
  log: new Log(LogLevel.WARN),
  port: Number(values.port),
  unsafeTriggerHandlers: true,
  workers: [
    {
      ...workerOptions,
      bindings: { ...workerOptions.bindings, ...Object.fromEntries(vars) },
      // The first one is the entry.
      modules: modules.sort((a, b) => b.endsWith(".js") - a.endsWith(".js")).map((name) => ({
        type: name.endsWith(".js") ? "ESModule" : "CompiledWasm",
        path: path.join(bundle, name),
      })),
      modulesRoot: bundle,
    },
  ],
});
await worker.ready;
