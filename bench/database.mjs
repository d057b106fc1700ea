// What stands in D1 before a measurement.

import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { root } from "../scripts/tools.mjs";
import { SENDERS, SENDS } from "./webhooks.mjs";
import { SYSTEMS } from "./worker.mjs";

export const TOKEN = "a token of the bench";
/** Cards that wait, on every database: what is looked at and decided. */
export const CARDS = 4_000;

const numbers = (n) => `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${n - 1})`;
const soon = new Date(Date.now() + 20 * 3_600_000).toISOString();
const lately = new Date(Date.now() - 3_600_000).toISOString();
const hex = (i, width) => `printf('%0${width}x', ${i})`;

const RANI = `INSERT INTO reviewer (id, name, role, token_sha256, created_at) VALUES ('usr_1', 'Rani Exemple', 'admin', '${crypto.createHash("sha256").update(TOKEN).digest("hex")}', '2026-01-01T00:00:00.000Z')`;

/** Rows by name; each a list of statements. */
const ROWS = {
  peers: [`${numbers(SENDERS)} INSERT INTO allowlist SELECT '3361' || printf('%07d', i), 'c1' FROM n`],
  ours: [
    "INSERT INTO customers (id, name, language) VALUES ('c1', 'Épicerie Exemple', 'fr')",
    `${numbers(SENDERS)} INSERT INTO allowlist (address, customer_id, opt_in_note, added_by, added_at) SELECT '3361' || printf('%07d', i), 'c1', 'bench', 'usr_1', '2026-01-01T00:00:00.000Z' FROM n`,
    RANI,
    `${numbers(SENDS)} INSERT INTO send_attempt (id, decision_id, review_id, started_at, finished_at, outcome, wamid) SELECT 'att_' || ${hex("i", 32)}, 'dec_' || i, 'rev_' || i, '${lately}', '${lately}', 'accepted', 'wamid.HBgLOUT' || printf('%020d', i) FROM n`,
    ...cards("pending", CARDS, 0, "c1"),
  ],
  /** Three hundred customers, each with an address. */
  day: [
    RANI,
    `${numbers(300)} INSERT INTO customers (id, name, language) SELECT 'c' || i, 'Épicerie Exemple ' || i, 'fr' FROM n`,
    `${numbers(300)} INSERT INTO allowlist (address, customer_id, opt_in_note, added_by, added_at) SELECT '3361' || printf('%07d', i), 'c' || i, 'bench', 'usr_1', '2026-01-01T00:00:00.000Z' FROM n`,
  ],
  /** A business of years: a million ledger rows, 300,000 messages, 100,000 cards, 10,000 customers. */
  years: [
    `${numbers(10_000)} INSERT INTO customers (id, name, language) SELECT 'y' || i, 'Client Exemple ' || i, 'fr' FROM n`,
    `${numbers(10_000)} INSERT INTO allowlist (address, customer_id, opt_in_note, added_by, added_at) SELECT '3377' || printf('%07d', i), 'y' || i, 'bench', 'usr_1', '2026-01-01T00:00:00.000Z' FROM n`,
    ...cards("sent", 96_000, 1_000_000, "y"),
    `${numbers(200_000)} INSERT INTO inbound_message (message_ref, invocation, sender_id, outcome, sender_slot, hourly_slot, kind, kind_name, freshness, stamped_at, admitted_at, window_closes_at, waiting, review_id, text, customer_id) SELECT 'm_' || ${hex("(i * 7919) % 200000 + 5000000", 62)}, 'inv_1', 'snd_' || ${hex("i % 10000", 32)}, 'admitted', i / 10000 + 1000, i + 1, 'words', 'text', 'fresh', '2026-01-01T00:00:00.000Z', strftime('%Y-%m-%dT%H:%M:%S.000Z', 1760000000 + i * 100, 'unixepoch'), '2026-01-02T00:00:00.000Z', 0, 'rev_' || ${hex("1000000 + i % 96000", 32)}, 'Bonjour, 10 cartons de harissa svp', 'y' || (i % 10000) FROM n`,
    ...Array.from({ length: 10 }, (_, part) => `${numbers(100_000)} INSERT INTO run_ledger (at, invocation, step, outcome, message_ref, sender_ref, review_id, version) SELECT strftime('%Y-%m-%dT%H:%M:%S.000Z', 1740000000 + (i + ${part * 100_000}) * 30, 'unixepoch'), 'inv_' || i, CASE i % 5 WHEN 0 THEN 'admit' WHEN 1 THEN 'gate' WHEN 2 THEN 'draft' WHEN 3 THEN 'queue' ELSE 'decide' END, CASE i % 5 WHEN 0 THEN 'admitted' WHEN 1 THEN 'order_shaped' WHEN 2 THEN 'drafted' WHEN 3 THEN 'queued' ELSE 'approved' END, CASE i % 5 WHEN 0 THEN 'm_' || ${hex(`(i * 7919) % 200000 + 9000000 + ${part}`, 62)} END, NULL, CASE i % 5 WHEN 0 THEN NULL ELSE 'rev_' || ${hex(`1000000 + (i + ${part}) % 96000`, 32)} END, 1 FROM n`),
  ],
};

/** Cards with a message and a draft each. */
function cards(state, count, from, customer) {
  const whose = customer === "y" ? "'y' || (i % 10000)" : `'${customer}'`;
  const id = `'rev_' || ${hex(`${from} + i`, 32)}`;
  const [opened, closes] = state === "pending" ? [`'${lately}'`, `'${soon}'`] : ["strftime('%Y-%m-%dT%H:%M:%S.000Z', 1760000000 + i * 100, 'unixepoch')", "strftime('%Y-%m-%dT%H:%M:%S.000Z', 1760086400 + i * 100, 'unixepoch')"];
  const text = "Bonjour, nous avons bien reçu votre commande, merci !";
  const hash = crypto.createHash("sha256").update(text).digest("hex");
  return [
    `${numbers(count)} INSERT INTO review_queue (id, write_id, sender_id, customer_id, customer_name, state, version, opened_at, received_at, window_closes_at, gate_verdict, gate_evidence, draft_language, draft_source, draft_sha256, draft_text, recipient, quoted_wamid) SELECT ${id}, 'w', 'snd_' || ${hex(`${from} + i`, 32)}, ${whose}, 'Épicerie Exemple', '${state}', 1, ${opened}, ${opened}, ${closes}, 'order_shaped', '[{"kind":"quantity_unit","text":"10 cartons","start":9,"end":19}]', 'fr', 'template', '${hash}', '${text}', '33600000001', 'wamid.IN' || i FROM n`,
    `${numbers(count)} INSERT INTO inbound_message (message_ref, invocation, sender_id, outcome, kind, kind_name, freshness, stamped_at, admitted_at, window_closes_at, waiting, review_id, wamid, reply_to, text, customer_id) SELECT 'm_' || ${hex(`${from} + i`, 62)}, 'inv_1', 'snd_' || ${hex(`${from} + i`, 32)}, 'admitted', 'words', 'text', 'fresh', ${opened}, ${opened}, ${closes}, 0, ${id}, 'wamid.IN' || i, '33600000001', 'Bonjour, 10 cartons de harissa svp', ${whose} FROM n`,
  ];
}

/** The statements of SQL files: they end with `;` at a line's end, triggers with `END;`. */
function statements(files) {
  const lines = files.flatMap((file) => fs.readFileSync(path.join(root, file), "utf8").split("\n"));
  const [all, open] = [[], []];
  for (const line of lines) {
    open.push(line);
    const trigger = open.some((line) => line.startsWith("CREATE TRIGGER"));
    if (trigger ? line === "END;" : line.replace(/--.*/, "").trimEnd().endsWith(";")) all.push(open.splice(0).join("\n"));
  }
  return all;
}

/** Makes a system's tables and rows; `more`: those of years. */
export async function prepare(name, database, more = []) {
  const { sql, rows } = SYSTEMS[name];
  for (const statement of statements(sql)) await database.prepare(statement).run();
  for (const statement of [...rows, ...more].flatMap((name) => ROWS[name])) await database.prepare(statement).run();
}

const LANDED = { bare: "inbound", tuned: "inbound", naive: "inbound", ours: "inbound_message" };

/** How many messages stand in the database. */
export async function landed(name, database) {
  return name in LANDED ? (await database.prepare(`SELECT count(*) AS n FROM ${LANDED[name]}`).first()).n : 0;
}
