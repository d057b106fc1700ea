// Stands before the built Worker and adds up what D1 itself says of each query. It runs in workerd:
// GET /meter says how much that was since it was last asked, GET /cron?minute=N is the cron trigger
// in that minute, GET /spin some 50 ms of CPU and nothing else.

import Entry, { ReplyBuffer as Buffer } from "./index.js";

let total = { read: 0, written: 0, trips: 0 };

function counted(answers) {
  total.trips += 1;
  for (const { meta } of answers) {
    total.read += meta.rows_read;
    total.written += meta.rows_written;
  }
  return answers;
}

/** A statement that is run by itself counts as a batch of one. */
function statement(prepared) {
  const all = prepared.all.bind(prepared);
  prepared.all = async () => counted([await all()])[0];
  return prepared;
}

const metered = (env) => ({
  ...env,
  DB: {
    prepare: (sql) => ({ bind: (...params) => statement(env.DB.prepare(sql).bind(...params)) }),
    batch: async (statements) => counted(await env.DB.batch(statements)),
  },
});

export const ReplyBuffer = new Proxy(Buffer, {
  construct: (target, [state, env], newTarget) => Reflect.construct(target, [state, metered(env)], newTarget),
});

export default {
  async fetch(request, env, context) {
    const { pathname, searchParams } = new URL(request.url);
    const entry = new Entry(context, metered(env));
    if (pathname === "/meter") {
      const said = Response.json(total);
      total = { read: 0, written: 0, trips: 0 };
      return said;
    }
    if (pathname === "/spin") {
      let sum = 0;
      for (let n = 0; n < 5e7; n++) sum = (sum + n) | 0;
      return new Response(String(sum));
    }
    if (pathname === "/cron") {
      await entry.scheduled({ cron: "* * * * *", scheduledTime: Number(searchParams.get("minute")) * 60_000, type: "scheduled" });
      return new Response(null, { status: 204 });
    }
    return entry.fetch(request);
  },
};
