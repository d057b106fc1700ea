// The accept path in Hono, as a careful author writes it: allowlist, cap, duplicates and
// ledger in one D1 batch; the conditions stand in the SQL.
import { Hono } from "hono";
import { gate, messages, verified } from "./meta.mjs";

const HOUR = 3_600_000;
const CAP = 1_000_000;
const MESSAGE = `INSERT INTO inbound SELECT ?1, ?2, ?3, ?4 FROM allowlist
  WHERE phone = ?2 AND (SELECT count(*) FROM (SELECT 1 FROM inbound WHERE phone = ?2 AND at > ?5 LIMIT ?6)) < ?6
  ON CONFLICT DO NOTHING`;
const LEDGER = "INSERT INTO ledger (at, step, wamid, phone, detail) SELECT ?1, ?2, ?3, ?4, ?5 WHERE changes() = 1";

const app = new Hono();
app.post("/webhook/whatsapp", async (c) => {
  const body = await verified(c.req.raw, c.env.META_APP_SECRET);
  if (!body) return c.body(null, 401);
  const [db, now, batch] = [c.env.DB, Date.now(), []];
  for (const { id, from, text } of messages(body)) {
    const words = text?.body ?? "";
    batch.push(
      db.prepare(MESSAGE).bind(id, from, words, now, now - HOUR, CAP),
      db.prepare(LEDGER).bind(now, "inbound", id, from, null),
      db.prepare(LEDGER).bind(now, "gate", id, from, gate(words)),
    );
  }
  if (batch.length > 0) await db.batch(batch);
  return c.body(null);
});
export default app;
