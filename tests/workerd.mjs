// The Worker in workerd, with what wrangler.toml says of it, on a port and a database of its
// own:
//
//   node tests/workerd.mjs --port N --persist-to DIR [--knocks N] [--var NAME:VALUE]...
//
// It is what `npm run build` made, or what wrangler makes of that to deploy it, if
// BUNDLE names the directory: `npm test` does. The cron trigger is
// GET /cdn-cgi/local/scheduled.
//
// wrangler's own ways to start a Worker for tests were tried and do not serve here:
// `createTestHarness` takes no port and keeps no state (its code says `port: 0` and
// `persist: false`), so nothing can be killed and started again on what it left, and no
// test can read the database file. It, `unstable_startWorker` and `wrangler dev` put a
// second workerd before ours, whose proxy forgets a request now and then when the machine
// is busy. So this starts Miniflare, on which all three are built, in the version that
// wrangler brings; `convertV4MiniflareOptions` is its own bridge from what wrangler reads
// out of wrangler.toml. Where the harness does serve, it is used: tests/settings.test.mjs.

import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { Log, LogLevel, Miniflare, convertV4MiniflareOptions } from "miniflare";
import { unstable_getMiniflareWorkerOptions as optionsOf } from "wrangler";

const root = path.join(import.meta.dirname, "..");
const { values } = parseArgs({
  options: { port: { type: "string" }, "persist-to": { type: "string" }, knocks: { type: "string" }, var: { type: "string", multiple: true, default: [] } },
});
const vars = values.var.map((pair) => [pair.slice(0, pair.indexOf(":")), pair.slice(pair.indexOf(":") + 1)]);
const { workerOptions, main } = optionsOf(path.join(root, "wrangler.toml"));
// How to find modules; here they are named.
const { modulesRules, ...settings } = workerOptions;
const bundle = process.env.BUNDLE ?? path.dirname(main);
const modules = fs.readdirSync(bundle).filter((name) => name === "index.js" || name.endsWith(".wasm"));

const worker = new Miniflare(
  convertV4MiniflareOptions({
    // Where a request comes from would be fetched from Cloudflare.
    cf: false,
    host: "127.0.0.1",
    log: new Log(LogLevel.WARN),
    port: Number(values.port),
    // Where `wrangler d1 --persist-to DIR` looks.
    resourcePersistencePath: path.join(values["persist-to"], "v3"),
    unsafeTriggerHandlers: true,
    workers: [
      {
        ...settings,
        // How often a minute one address may knock; where it is not said, as wrangler.toml has it.
        ...(values.knocks && { ratelimits: { KNOCKS: { namespace_id: "1", simple: { limit: Number(values.knocks), period: 60 } } } }),
        bindings: { ...settings.bindings, ...Object.fromEntries(vars) },
        // The first one is the entry.
        modules: modules.sort((a, b) => b.endsWith(".js") - a.endsWith(".js")).map((name) => ({
          type: name.endsWith(".js") ? "ESModule" : "CompiledWasm",
          path: path.join(bundle, name),
        })),
        modulesRoot: bundle,
      },
    ],
  }),
);
await worker.ready;
