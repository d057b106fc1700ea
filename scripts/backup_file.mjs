// What an export of the database holds, read back: its rows in a fresh schema of our own
// migrations. The schema in the file is not used: who could tamper with it could have.

import fs from "node:fs";
import path from "node:path";
import { migrations, root } from "./tools.mjs";

// Not above: an older Node, which tools.mjs replaces by a newer one, does not know it.
const { DatabaseSync } = await import("node:sqlite");

/** D1 takes statements of 100 KB; beyond this a text is put in piece by piece. */
const PIECE = 40_000;

/** What is not carried over: wrangler's notes are made by migrating, alarms are raised anew. */
const OWN = ["d1_migrations", "ledger_alarm"];

/** D1 writes each row as one statement on one line. */
const isRow = (line) => line.startsWith('INSERT INTO "') && line.endsWith(";");

const quoted = (name) => `"${name.replaceAll('"', '""')}"`;
const migration = (name) => fs.readFileSync(path.join(root, "migrations", name), "utf8");

/** Its tables, those that others refer to first. */
export function tables(database) {
  const names = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%' ORDER BY name").all().map(({ name }) => name);
  const sorted = [];
  const visit = (name) => {
    if (sorted.includes(name) || !names.includes(name)) return;
    for (const { table } of database.prepare(`PRAGMA foreign_key_list(${quoted(name)})`).all()) if (table !== name) visit(table);
    sorted.push(name);
  };
  names.forEach(visit);
  return sorted.filter((name) => !OWN.includes(name));
}

export const counts = (database) => Object.fromEntries(tables(database).map((name) => [name, database.prepare(`SELECT count(*) AS n FROM ${quoted(name)}`).get().n]));

/**
 * Reads an export into a database in memory, migrated as it was and then up to now.
 * Throws where it does not fit.
 */
export function read(file) {
  const lines = fs.readFileSync(file, "utf8").split("\n");
  const rows = lines.filter(isRow);
  const noted = new Set(rows.filter((row) => row.startsWith('INSERT INTO "d1_migrations"')).map((row) => row.match(/'([^']+\.sql)'/)?.[1]));
  if (noted.size === 0) throw new Error("it says of no migration that it was applied: it is no full export");
  const unknown = [...noted].filter((name) => !migrations().includes(name));
  if (unknown.length > 0) throw new Error(`it is of a later version: ${unknown.join(", ")}`);
  const database = new DatabaseSync(":memory:");
  database.exec("PRAGMA foreign_keys = OFF");
  for (const name of migrations().filter((name) => noted.has(name))) database.exec(migration(name));
  const known = tables(database);
  // What a migration puts in itself stands in the file too.
  database.exec("BEGIN");
  for (const row of rows) {
    const table = row.slice(13, row.indexOf('"', 13));
    if (!known.includes(table)) continue;
    database.exec(row.replace("INSERT INTO", "INSERT OR REPLACE INTO"));
  }
  database.exec("COMMIT");
  for (const name of migrations().filter((name) => !noted.has(name))) database.exec(migration(name));
  const broken = database.prepare("PRAGMA foreign_key_check").all();
  if (broken.length > 0) throw new Error(`a row of ${broken[0].table} refers to one that is missing`);
  return database;
}

function literal(value) {
  if (value === null) return "NULL";
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  const text = String(value);
  const string = (text) => `'${text.replaceAll("'", "''")}'`;
  // One statement stays on one line: what reads the file line by line cuts none in two.
  const ends = [["\n", 10], ["\r", 13]].filter(([end]) => text.includes(end));
  const free = Array.from({ length: 100 }, (_, n) => String.fromCodePoint(0xf0000 + n)).filter((mark) => !text.includes(mark));
  const marked = ends.reduce((text, [end], n) => text.replaceAll(end, free[n]), text);
  return ends.reduce((sql, [, code], n) => `replace(${sql}, '${free[n]}', char(${code}))`, string(marked));
}

/** Its rows as SQL for an empty database with the same schema. */
export function* statements(database) {
  for (const table of tables(database)) {
    const columns = database.prepare(`PRAGMA table_info(${quoted(table)})`).all();
    const keys = columns.filter(({ pk }) => pk > 0).map(({ name }) => name);
    // Not `*`: what a column is worked out from is enough, and nothing can be written there.
    const prepared = database.prepare(`SELECT ${columns.map(({ name }) => quoted(name)).join(", ")} FROM ${quoted(table)}`);
    prepared.setReadBigInts(true);
    for (const row of prepared.iterate()) {
      const long = Object.entries(row).filter(([, value]) => typeof value === "string" && value.length > PIECE);
      const short = { ...row, ...Object.fromEntries(long.map(([name, value]) => [name, value.slice(0, PIECE)])) };
      yield `INSERT OR REPLACE INTO ${quoted(table)} (${Object.keys(row).map(quoted).join(", ")}) VALUES (${Object.values(short).map(literal).join(", ")});`;
      const which = keys.map((key) => `${quoted(key)} = ${literal(row[key])}`).join(" AND ");
      for (const [name, value] of long) {
        for (let at = PIECE; at < value.length; at += PIECE) {
          yield `UPDATE ${quoted(table)} SET ${quoted(name)} = ${quoted(name)} || ${literal(value.slice(at, at + PIECE))} WHERE ${which};`;
        }
      }
    }
  }
}
