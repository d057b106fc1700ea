// Attack 93: a panic in the Wasm is a bare 500 that says nothing, and the next request
// is served. Nothing that is shipped can be made to panic, so a copy of the build is
// given a trap: another Wasm's `unreachable`, reached from inside ours.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { Log, LogLevel, Miniflare, convertV4MiniflareOptions } from "miniflare";
import { unstable_readConfig as readConfig } from "wrangler";

const build = path.join(import.meta.dirname, "../build");
// (module (func (export "trap") unreachable))
const TRAP = Buffer.from("0061736d010000000104016000000302010007080104747261700000" + "0a05010300000b", "hex");

function trapped() {
  const script = fs.readFileSync(path.join(build, "index.js"), "utf8");
  // Our Wasm asks for the method of each request first.
  const armed = script.replace(/(__wbg_method_[0-9a-f]+:function\((\w),(\w)\)\{)/, '$1if($3.url.includes("trap"))new WebAssembly.Instance(trapModule).exports.trap();');
  assert.notEqual(armed, script, "the build has changed its form");
  return `import trapModule from "./trap.wasm";${armed}`;
}

test("a trap is a bare 500, and the next request is served", async () => {
  const worker = new Miniflare(convertV4MiniflareOptions({
    cf: false,
    compatibilityDate: readConfig({ config: path.join(build, "../wrangler.toml") }).compatibility_date,
    d1Databases: { DB: "trap" },
    durableObjects: { REPLY_BUFFER: { className: "ReplyBuffer", useSQLite: true } },
    log: new Log(LogLevel.NONE),
    handleStructuredLogs: () => {},
    modules: [
      { type: "ESModule", path: "index.js", contents: trapped() },
      { type: "CompiledWasm", path: "index_bg.wasm", contents: fs.readFileSync(path.join(build, "index_bg.wasm")) },
      { type: "CompiledWasm", path: "trap.wasm", contents: TRAP },
    ],
    // Past miniflare's own proxy, which shows developers the stack.
    unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
  }));
  try {
    await worker.ready;
    const url = await worker.unsafeGetDirectURL();
    const get = (place) => fetch(new URL(place, url));
    assert.equal((await get("/api/reviews")).status, 401);
    for (const place of ["/healthz?trap", "/webhook/whatsapp?trap", "/api/reviews?trap"]) {
      const answer = await get(place);
      const text = await answer.text();
      assert.equal(answer.status, 500, place);
      assert.match(text, /^(Internal Server Error)?$/, place);
      assert.equal((await get("/api/reviews")).status, 401, `after ${place}`);
    }
  } finally {
    await worker.dispose();
  }
});
