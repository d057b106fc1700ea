// CPU of the Worker's isolate alone, without D1's SQLite and the HTTP server around it: V8's own
// sampling profiler, asked over the inspector.

import { cpu } from "./worker.mjs";

/** Between two samples, in microseconds: V8 takes them somewhat less often. */
const INTERVAL = 100;
/** How often a known amount of work is done, to learn what a sample stands for. */
const SPINS = 20;

/** Attaches to the first Worker; `spin` makes it work for a while and wait for nothing. */
export async function profiler({ miniflare, pid }, spin) {
  const inspector = new URL(await miniflare.getInspectorURL());
  inspector.protocol = "http:";
  const [{ webSocketDebuggerUrl }] = await (await fetch(new URL("/json/list", inspector))).json();
  const socket = new WebSocket(webSocketDebuggerUrl);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error("the inspector does not answer"));
  });
  const waiting = new Map();
  let serial = 0;
  socket.onmessage = ({ data }) => {
    const { id, result, error } = JSON.parse(data);
    const { resolve, reject } = waiting.get(id) ?? {};
    waiting.delete(id);
    if (error) reject?.(new Error(error.message));
    else resolve?.(result);
  };
  const command = (method, params = {}) => new Promise((resolve, reject) => {
    waiting.set(++serial, { resolve, reject });
    socket.send(JSON.stringify({ id: serial, method, params }));
  });

  await command("Profiler.enable");
  await command("Profiler.setSamplingInterval", { interval: INTERVAL });

  /** How many samples found the isolate at work. */
  async function samples(run) {
    await command("Profiler.start");
    await run();
    const { profile } = await command("Profiler.stop");
    const idle = new Set(profile.nodes.filter(({ callFrame }) => callFrame.functionName === "(idle)").map(({ id }) => id));
    return profile.samples.filter((id) => !idle.has(id)).length;
  }

  // How long a sample is depends on the machine and on who else works on it: a thread that is
  // kept waiting is not sampled either.
  await spin();
  const before = cpu(pid);
  const spun = await samples(async () => {
    for (let n = 0; n < SPINS; n++) await spin();
  });
  const each = (cpu(pid) - before) / spun;

  return {
    /** Milliseconds of CPU in the isolate. */
    time: async (run) => (await samples(run)) * each,
    /** What one sample stands for, in milliseconds. */
    each,
    close: () => socket.close(),
  };
}
