// D1's side of `d1.rs`: prepare, bind, run and read are one call from Wasm. Rows go back as
// JSON text: the names of the columns, then the values of each row; an empty array where
// there are none.

const rows = ({ results }) =>
  results.length === 0 ? "[]" : JSON.stringify([Object.keys(results[0]), ...results.map(Object.values)]);

/** Runs statements, all or nothing. One is a transaction by itself, and cheaper than a batch of one. */
export async function run(database, statements) {
  const prepared = statements.map(([sql, params]) => database.prepare(sql).bind(...params));
  const answers = prepared.length === 1 ? [await prepared[0].all()] : await database.batch(prepared);
  return answers.map(rows);
}
