// Posts prepared requests over plain sockets, one at a time on each: a thread of its own,
// so that making load does not wait for anything else. Messages from the parent:
// {kind, from, count} prepares requests, {port, seconds, connections} posts them.

import net from "node:net";
import { parentPort } from "node:worker_threads";
import { WORKLOADS } from "./webhooks.mjs";

let [requests, wanted, next] = [[], 200, 0];

parentPort.on("message", async (order) => {
  if (order.kind) {
    const { request, status } = WORKLOADS[order.kind];
    requests = Array.from({ length: order.count }, (_, i) => request(order.from + i));
    [wanted, next] = [String(status), 0];
    parentPort.postMessage({ prepared: requests.length });
  } else {
    parentPort.postMessage(await post(order));
  }
});

async function post({ port, seconds, connections }) {
  const began = process.hrtime.bigint();
  const until = began + BigInt(Math.round(seconds * 1e9));
  const [times, bad] = [[], { answers: 0 }];
  await Promise.all(Array.from({ length: connections }, () => connection(port, until, times, bad)));
  const took = Number(process.hrtime.bigint() - began) / 1e9;
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.floor(times.length * share)] ?? 0;
  return { answered: times.length, bad: bad.answers, seconds: took, p50: at(0.5), p99: at(0.99), left: requests.length - next };
}

function connection(port, until, times, bad) {
  return new Promise((resolve) => {
    const socket = net.connect({ host: "127.0.0.1", port, noDelay: true });
    let [sent, text] = [0n, ""];
    const send = () => {
      const now = process.hrtime.bigint();
      if (now >= until || next >= requests.length) return socket.end(resolve);
      sent = now;
      socket.write(requests[next++]);
    };
    socket.setEncoding("latin1");
    socket.on("connect", send);
    socket.on("data", (data) => {
      text += data;
      const head = text.indexOf("\r\n\r\n");
      if (head < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(text.slice(0, head))?.[1] ?? 0);
      if (text.length < head + 4 + length) return;
      if (text.slice(9, 12) !== wanted) bad.answers += 1;
      times.push(Number(process.hrtime.bigint() - sent) / 1e3);
      text = "";
      send();
    });
    socket.on("error", () => {
      bad.answers += 1;
      resolve();
    });
  });
}
