// The floor under any accept path: a request, one D1 batch of three inserts, a 200. It
// checks nothing.
const MESSAGE = "INSERT INTO inbound VALUES (?, ?, ?, ?)";
const LEDGER = "INSERT INTO ledger (at, step, wamid, phone) VALUES (?, ?, ?, ?)";
let n = 0;

export default {
  async fetch(request, { DB }) {
    await request.arrayBuffer();
    const [id, at, phone] = [crypto.randomUUID(), Date.now(), `336${n++ % 500}`];
    await DB.batch([
      DB.prepare(MESSAGE).bind(id, phone, "Bonjour, 10 cartons de coca et 5 packs d'eau svp", at),
      DB.prepare(LEDGER).bind(at, "inbound", id, phone),
      DB.prepare(LEDGER).bind(at, "gate", id, phone),
    ]);
    return new Response(null);
  },
};
