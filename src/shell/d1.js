// D1's side of `d1.rs`: what would be a dozen crossings between Wasm and JavaScript is one.
// Rows go back as JSON text, null where there is none: most statements have none.

const rows = ({ results }) => (results.length === 0 ? null : JSON.stringify(results));

/** One statement: a transaction by itself, and cheaper than a batch of one. */
export const all = async (database, sql, params) => rows(await database.prepare(sql).bind(...params).all());

/** Several, all or nothing. */
export const batch = async (database, statements) =>
  (await database.batch(statements.map(([sql, params]) => database.prepare(sql).bind(...params)))).map(rows);
