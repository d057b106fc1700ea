// The QR code of a sign-in link, on the page that shows the link.

import { generate } from "./lean-qr.js?v=2.7.4";

const link = document.getElementById("sign-in-link");
const place = document.getElementById("qr");
// Without PUBLIC_URL the page has a path; the browser knows where it is.
link.textContent = link.href;

const code = generate(link.href);
const quiet = 4; // modules of white around it, as readers need (ISO/IEC 18004)
let dark = "";
for (let y = 0; y < code.size; y++) for (let x = 0; x < code.size; x++) if (code.get(x, y)) dark += `M${x} ${y}h1v1h-1z`;

const SVG = "http://www.w3.org/2000/svg";
function drawn(name, attributes, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}
const size = code.size + 2 * quiet;
const from = -quiet;
// Black on white in the dark scheme too: many readers know nothing else.
place.append(
  drawn("svg", { viewBox: `${from} ${from} ${size} ${size}`, width: 260, height: 260, role: "img", "aria-label": place.dataset.label, "shape-rendering": "crispEdges" },
    drawn("rect", { x: from, y: from, width: size, height: size, fill: "#fff" }),
    drawn("path", { d: dark, fill: "#000" })),
);
