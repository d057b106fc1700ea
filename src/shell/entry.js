// The Worker's entry, around the one that worker-build makes: that one is reached through
// two proxies a request, which cost a forged request a fifth of its time. What it does after
// a trap, begin anew with a fresh Wasm instance, it still does.

import Worker, { ReplyBuffer } from "./worker.js";

const { fetch, scheduled } = Worker.prototype;
const state = globalThis.__worker_init_state;

const guarded = (name, handle) => async (event, env, ctx) => {
  if (state.criticalError) return new Worker(ctx, env)[name](event);
  try {
    return await handle.call({ env, ctx }, event);
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) reportError(error);
    throw error;
  }
};

// wasm-bindgen wakes its futures by `queueMicrotask`, which workerd leaves V8 for; a settled
// promise runs them in the same turn. A trap in one ends as an error event would.
const settled = Promise.resolve();
globalThis.queueMicrotask = (wake) => {
  settled.then(wake).catch(reportError);
};

export { ReplyBuffer };
export default { fetch: guarded("fetch", fetch), scheduled: guarded("scheduled", scheduled) };
