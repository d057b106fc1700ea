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
  const answers = { good: 0, bad: 0 };
  await Promise.all(Array.from({ length: connections }, () => connection(port, until, answers)));
  const took = Number(process.hrtime.bigint() - began) / 1e9;
  return { answered: answers.good + answers.bad, bad: answers.bad, seconds: took, left: requests.length - next };
}

function connection(port, until, answers) {
  return new Promise((resolve) => {
    const socket = net.connect({ host: "127.0.0.1", port, noDelay: true });
    let text = "";
    const send = () => {
      if (process.hrtime.bigint() >= until || next >= requests.length) return socket.end(resolve);
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
      answers[text.slice(9, 12) === wanted ? "good" : "bad"] += 1;
      text = "";
      send();
    });
    socket.on("error", () => {
      answers.bad += 1;
      resolve();
    });
  });
}
