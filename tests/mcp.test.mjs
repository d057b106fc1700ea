// /mcp, asked by the protocol's own clients: its SDK of both eras, and its conformance suite.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { Client as EarlierClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as EarlierTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { start } from "./browser/stage.mjs";

const root = path.join(import.meta.dirname, "..");
const TOKEN = "token-of-the-assistant";
const headers = { authorization: `Bearer ${TOKEN}` };
const who = { name: "test", version: "1" };
const TOOLS = ["list_waiting", "get_card", "search_history", "customer", "ledger_summary", "ledger_trail", "judge"];

let stage, endpoint;
before(async () => {
  stage = await start();
  endpoint = new URL("/mcp", stage.url);
  const hash = crypto.createHash("sha256").update(TOKEN).digest("hex");
  stage.sql(`INSERT INTO reviewer (id, name, role, assistant, token_sha256, created_at)
    VALUES ('usr_mcp', 'Assistant', 'auditor', 1, '${hash}', '2026-01-01T00:00:00.000Z')`);
  const customer = await stage.customer("Épicerie MCP");
  await customer.writes("10 cartons harissa svp");
  await stage.card(customer);
});
after(async () => { await stage?.stop(); });

/** Lists the tools and asks the two questions that matter, as a client's model would. */
async function asks(client) {
  const { tools } = await client.listTools();
  assert.deepEqual(tools.map(({ name }) => name), TOOLS);
  assert.ok(tools.every(({ annotations }) => annotations.readOnlyHint));
  const waiting = await client.callTool({ name: "list_waiting", arguments: { limit: 5 } });
  assert.equal(waiting.structuredContent.cards[0].customer_words.messages[0].text, "10 cartons harissa svp");
  const day = new Date().toISOString().slice(0, 10);
  const { days } = (await stage.api("GET", `/api/ledger/summary?from=${day}&to=${day}`)).body;
  const summary = await client.callTool({ name: "ledger_summary", arguments: { from: day, to: day } });
  assert.deepEqual(summary.structuredContent.days, days, "the figures of the desk");
  assert.deepEqual(JSON.parse(summary.content[0].text), summary.structuredContent);
  await assert.rejects(client.callTool({ name: "approve", arguments: {} }));
  await client.close();
}

test("the SDK of the revisions with a handshake", async () => {
  const client = new EarlierClient(who);
  await client.connect(new EarlierTransport(endpoint, { requestInit: { headers } }));
  assert.deepEqual(client.getServerCapabilities(), { tools: {} });
  await client.ping();
  await asks(client);
});

test("the SDK of the stateless revision", async () => {
  const client = new Client(who, { versionNegotiation: { mode: { pin: "2026-07-28" } } });
  await client.connect(new StreamableHTTPClientTransport(endpoint, { requestInit: { headers } }));
  await asks(client);
});

/** What the suite cannot send itself: the token. */
function proxy() {
  const server = http.createServer((asked, answer) => {
    const onward = http.request(endpoint, { method: asked.method, headers: { ...asked.headers, ...headers } }, (got) => {
      answer.writeHead(got.statusCode, got.headers);
      got.pipe(answer);
    });
    onward.on("error", () => answer.destroy());
    asked.pipe(onward);
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

// The other scenarios call tools, prompts and resources of the suite's own sample server.
const SCENARIOS = ["server-initialize", "ping", "tools-list", "dns-rebinding-protection"];

for (const scenario of SCENARIOS) {
  test(`the conformance suite's ${scenario}`, async () => {
    const server = await proxy();
    const out = fs.mkdtempSync(path.join(os.tmpdir(), "mcp-"));
    try {
      const suite = path.join(root, "node_modules/@modelcontextprotocol/conformance/dist/index.js");
      const args = [suite, "server", "--url", `http://127.0.0.1:${server.address().port}/mcp`, "--scenario", scenario, "--output-dir", out];
      const run = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
      let said = "";
      for (const pipe of [run.stdout, run.stderr]) pipe.on("data", (data) => { said += data; });
      const code = await new Promise((resolve) => run.on("exit", resolve));
      assert.equal(code, 0, said);
    } finally {
      server.close();
      fs.rmSync(out, { recursive: true, force: true });
    }
  });
}
