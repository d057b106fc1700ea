// Wrangler cuts a migration into statements before D1 sees it. What comes out has to be
// the migration: each piece one statement, none lost, none cut in two.

import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { unstable_splitSqlQuery as split } from "wrangler";

const root = path.join(import.meta.dirname, "..");
const read = (...place) => fs.readFileSync(path.join(root, ...place), "utf8");
const files = fs.readdirSync(path.join(root, "migrations")).filter((name) => name.endsWith(".sql")).sort();

/** Everything in a database: the text of its schema and the rows of its tables. */
function contents(database) {
  const schema = database.prepare("SELECT type, name, sql FROM sqlite_master ORDER BY type, name").all();
  const tables = schema.filter(({ type }) => type === "table").map(({ name }) => [name, database.prepare(`SELECT * FROM ${name}`).all()]);
  return { schema, rows: Object.fromEntries(tables) };
}

/** The same database once more: some columns are random by default. */
function copy(database) {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "migrations-")), "copy.sqlite");
  database.exec(`VACUUM INTO '${file}'`);
  return { copied: new DatabaseSync(file), remove: () => fs.rmSync(path.dirname(file), { recursive: true }) };
}

test("a migration in wrangler's pieces does what the whole file does, over the rows of earlier versions", () => {
  const database = new DatabaseSync(":memory:");
  for (const file of files) {
    const sql = read("migrations", file);
    const { copied, remove } = copy(database);
    // A piece of two statements would lose its second one here.
    for (const piece of split(sql)) copied.prepare(piece).run();
    database.exec(sql);
    assert.deepEqual(contents(copied), contents(database), file);
    copied.close();
    remove();
    const rows = `rows_${file.slice(0, 4)}.sql`;
    if (fs.existsSync(path.join(root, "tests/fixtures", rows))) database.exec(read("tests/fixtures", rows));
  }
  assert.ok(files.length > 0);
});
