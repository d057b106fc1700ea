// D1's side of `d1.rs`: prepare, bind, run and read are one call from Wasm. Rows go back as
// JSON text, null where there is none: most statements have none.

const rows = ({ results }) => (results.length === 0 ? null : JSON.stringify(results));

/** Runs statements, all or nothing. One is a transaction by itself, and cheaper than a batch of one. */
export async function run(database, statements) {
  const prepared = statements.map(([sql, params]) => database.prepare(sql).bind(...params));
  const answers = prepared.length === 1 ? [await prepared[0].all()] : await database.batch(prepared);
  return answers.map(rows);
}
