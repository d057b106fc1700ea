// The accept path in Hono, as most bots are written: a query per step.
import { Hono } from "hono";
import { gate, messages, verified } from "./meta.mjs";

const app = new Hono();
app.post("/webhook/whatsapp", async (c) => {
  const body = await verified(c.req.raw, c.env.META_APP_SECRET);
  if (!body) return c.body(null, 401);
  const [db, now] = [c.env.DB, Date.now()];
  const ledger = (step, id, from, detail) =>
    db.prepare("INSERT INTO ledger (at, step, wamid, phone, detail) VALUES (?, ?, ?, ?, ?)").bind(now, step, id, from, detail).run();
  for (const { id, from, text } of messages(body)) {
    const words = text?.body ?? "";
    if (await db.prepare("SELECT 1 FROM inbound WHERE wamid = ?").bind(id).first()) continue;
    if (!(await db.prepare("SELECT customer FROM allowlist WHERE phone = ?").bind(from).first())) continue;
    const lately = await db.prepare("SELECT count(*) AS n FROM inbound WHERE phone = ? AND at > ?").bind(from, now - 3_600_000).first("n");
    if (lately >= 1_000_000) continue;
    await db.prepare("INSERT INTO inbound VALUES (?, ?, ?, ?)").bind(id, from, words, now).run();
    await ledger("inbound", id, from, null);
    await ledger("gate", id, from, gate(words));
  }
  return c.body(null);
});
export default app;
