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
import * as modern from "@modelcontextprotocol/core";
import * as earlier from "@modelcontextprotocol/sdk/types.js";
import { SUPPORTED_PROTOCOL_VERSIONS } from "@modelcontextprotocol/sdk/types.js";
import Ajv2020 from "ajv/dist/2020.js";
import { start } from "./browser/stage.mjs";

const root = path.join(import.meta.dirname, "..");
const TOKEN = "token-of-the-assistant";
const headers = { authorization: `Bearer ${TOKEN}` };
const who = { name: "test", version: "1" };
const TOOLS = ["list_waiting", "get_card", "search_history", "customer", "ledger_summary", "ledger_trail", "judge", "connection", "health"];

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

const STATELESS = "2026-07-28";

/** Asks without an SDK, which would hide what it does not expect. */
async function raw(version, method, params = {}, text = null) {
  const stateless = version === STATELESS;
  const meta = { "io.modelcontextprotocol/protocolVersion": version, "io.modelcontextprotocol/clientCapabilities": {} };
  const body = text ?? JSON.stringify({ jsonrpc: "2.0", id: 7, method, params: stateless ? { ...params, _meta: meta } : params });
  const more = { "content-type": "application/json", "mcp-protocol-version": version };
  if (stateless) Object.assign(more, { "mcp-method": method, ...(params.name && { "mcp-name": params.name }) });
  return (await fetch(endpoint, { method: "POST", headers: { ...headers, ...more }, body })).json();
}

/** The tools, each with arguments that find something and some that do not fit. */
async function questions() {
  const [card] = (await stage.api("GET", "/api/reviews")).body.reviews;
  const day = new Date().toISOString().slice(0, 10);
  return {
    list_waiting: [{}, { limit: 1 }], get_card: [{ id: card.id }, { id: "rev_none" }], search_history: [{ words: "harissa" }, {}],
    customer: [{ id: card.customer.id }, { id: "nobody" }], ledger_summary: [{ from: day, to: day }, { from: "x", to: "y" }],
    ledger_trail: [{ id: card.id }, { id: 5 }], judge: [{ text: "10 cartons" }, { text: 5 }], connection: [{}, { of: "x" }], health: [{}, { of: "x" }],
  };
}

for (const version of [STATELESS, ...SUPPORTED_PROTOCOL_VERSIONS.filter((version) => version >= "2024-11-05")]) {
  const of = version === STATELESS ? modern : earlier;
  test(`each answer to ${version} is of the schema of its revision`, async () => {
    const fits = (schema, value, what) => {
      const read = schema.safeParse(value);
      assert.ok(read.success, `${what}: ${JSON.stringify(value)}: ${read.error}`);
    };
    const result = async (method, params, schema) => {
      const answer = await raw(version, method, params);
      fits(of.JSONRPCResultResponseSchema, answer, method);
      fits(schema, answer.result, method);
      return answer.result;
    };
    if (version === STATELESS) {
      await result("server/discover", {}, modern.DiscoverResultSchema);
    } else {
      const greeting = { protocolVersion: version, capabilities: {}, clientInfo: who };
      const { protocolVersion } = await result("initialize", greeting, of.InitializeResultSchema);
      assert.equal(protocolVersion, version);
      await result("ping", {}, of.EmptyResultSchema);
    }
    const { tools } = await result("tools/list", {}, of.ListToolsResultSchema);
    const asked = await questions();
    assert.deepEqual(Object.keys(asked), tools.map(({ name }) => name));
    const ajv = new Ajv2020({ strict: false });
    for (const { name, outputSchema } of tools) {
      const declared = ajv.compile(outputSchema);
      const [finds, fails] = asked[name];
      const found = await result("tools/call", { name, arguments: finds }, of.CallToolResultSchema);
      assert.ok(!found.isError && declared(found.structuredContent), `${name}: ${JSON.stringify(declared.errors)}`);
      const answer = await raw(version, "tools/call", { name, arguments: fails });
      if (answer.error) fits(of.JSONRPCErrorResponseSchema, answer, name);
      else fits(of.CallToolResultSchema, answer.result, name);
    }
    for (const answer of [await raw(version, "no/such"), await raw(version, "tools/call", { name: "approve", arguments: {} })]) {
      fits(of.JSONRPCErrorResponseSchema, answer, "an error");
    }
    // Of what cannot be read there is no id, which JSON-RPC calls null and these schemas leave out.
    const { id, ...unread } = await raw(version, "x", {}, "[]");
    assert.equal(id, null);
    fits(of.JSONRPCErrorResponseSchema, { ...unread, id: 0 }, "an error of what cannot be read");
  });
}

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
