// Comfort for the review desk. Without it every form still works.
"use strict";

const words = JSON.parse(document.body.dataset.words || "{}");
const queue = document.getElementById("queue");
const POLL = 5000; // milliseconds between two looks at the queue
const HIDDEN = 20000; // the same in a background tab
const SETTLE = 700; // a press this soon after the page moved by itself is not meant

const main = document.getElementById("main");
const title = document.title;

// A double tap, or a press on what was there a moment ago, must not reach what is
// there now: buttons rest, visibly, until the eye has caught up.
let movedAt = 0;
function moved() {
  movedAt = Date.now();
  main.classList.add("settling");
  setTimeout(() => { if (Date.now() - movedAt >= SETTLE) main.classList.remove("settling"); }, SETTLE + 10);
}

// The reader's own time and a countdown, over the server's UTC.
const clock = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
function tell(root) {
  for (const time of root.querySelectorAll("time[datetime]")) time.textContent = clock.format(new Date(time.dateTime));
}
function countDown() {
  for (const left of document.querySelectorAll("[data-closes]")) {
    const minutes = Math.floor((new Date(left.dataset.closes) - Date.now()) / 60000);
    const [h, m] = [Math.floor(minutes / 60), minutes % 60];
    const text = h > 0 ? `${h} ${words.hours} ${String(m).padStart(2, "0")}` : `${m} ${words.minutes}`;
    left.textContent = minutes < 0 ? words.closed : `${text} ${words.left}`;
    left.className = minutes < 60 ? "left soon" : minutes < 240 ? "left short" : "left";
  }
}

function count() {
  if (!queue) return;
  const n = Number(queue.dataset.waiting);
  document.title = n > 0 ? `(${n}) ${title}` : title;
}

function notice(text, bad) {
  const line = document.createElement("p");
  line.className = bad ? "notice bad" : "notice";
  line.textContent = text;
  document.querySelector(".notices")?.replaceChildren(line);
}

const parsed = (html) => new DOMParser().parseFromString(html, "text/html");
const cards = () => [...document.querySelectorAll("article.card")];
const open = (card) => card.dataset.state === "pending" || card.dataset.state === "preview";

// A decision without leaving the queue: the answer is the card as it is now.
async function decide(form) {
  const card = form.closest("article.card");
  const buttons = card.querySelectorAll("button");
  buttons.forEach((button) => { button.disabled = true; });
  let response;
  try {
    response = await fetch(form.action, { method: "POST", headers: { "x-desk": "card" }, body: new URLSearchParams(new FormData(form)) });
  } catch {
    buttons.forEach((button) => { button.disabled = false; });
    return notice(words.offline, true);
  }
  if (response.status === 401) return location.reload();
  const fresh = parsed(await response.text());
  const said = fresh.querySelector(".notice");
  const now = fresh.querySelector("article.card");
  if (said) document.querySelector(".notices")?.replaceChildren(said);
  else document.querySelector(".notices")?.replaceChildren();
  if (!now) { buttons.forEach((button) => { button.disabled = false; }); return; }
  tell(now);
  card.replaceWith(now);
  now.querySelector("[data-back]")?.addEventListener("click", (event) => {
    event.preventDefault();
    buttons.forEach((button) => { button.disabled = false; });
    now.replaceWith(card);
    card.focus();
  });
  moved();
  countDown();
  if (queue && !open(now)) {
    queue.dataset.waiting = String(Math.max(0, Number(queue.dataset.waiting) - 1));
    count();
  }
  const next = open(now) ? now : cards().find((other) => open(other) && now.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
  (next || now).focus({ preventScroll: !next });
  soon();
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-decide]")) return;
  event.preventDefault();
  if (Date.now() - movedAt < SETTLE) return;
  decide(event.target);
});

// New cards appear, decided ones say so, changed ones ask to be looked at again.
async function look() {
  if (!queue) return;
  const response = await fetch(location.href, { headers: { "x-desk": "poll", "x-desk-stamp": queue.dataset.stamp } });
  if (response.status === 401) return notice(words.again, true);
  if (response.status === 200) merge(parsed(await response.text()).getElementById("queue"));
  for (const card of cards().filter((card) => !open(card) && !("settled" in card.dataset)).slice(-5)) await refresh(card);
}

async function refresh(card) {
  const response = await fetch(`/review/cards/${card.id}`, { headers: { "x-desk": "card" } });
  if (response.status !== 200) return;
  const now = parsed(await response.text()).querySelector("article.card");
  if (!now) return;
  const focused = card === document.activeElement;
  tell(now);
  card.replaceWith(now);
  if (focused) now.focus({ preventScroll: true });
}

function merge(fresh) {
  if (!fresh) return;
  const shown = new Map(cards().map((card) => [card.id, card]));
  const news = [...fresh.querySelectorAll("article.card")];
  let before = null;
  for (const now of news) {
    const card = shown.get(now.id);
    if (!card) {
      tell(now);
      if (before) before.after(now);
      else (cards()[0] || queue.querySelector(".empty") || queue.lastElementChild).before(now);
      moved();
      before = now;
      continue;
    }
    if (open(card) && card.dataset.version !== now.dataset.version) overtaken(card, now);
    before = card;
  }
  const ids = new Set(news.map((card) => card.id));
  for (const card of cards()) if (card.dataset.state === "pending" && !ids.has(card.id)) refresh(card).then(moved);
  if (ids.size > 0) queue.querySelector(".empty")?.remove();
  queue.dataset.stamp = fresh.dataset.stamp;
  queue.dataset.waiting = fresh.dataset.waiting;
  queue.querySelector(".count")?.replaceWith(fresh.querySelector(".count"));
  count();
}

// Never swapped under a finger: what is shown stays, but cannot be pressed any more.
function overtaken(card, now) {
  if (card.dataset.overtaken === now.dataset.version) return;
  card.dataset.overtaken = now.dataset.version;
  card.querySelectorAll("form button").forEach((button) => { button.disabled = true; });
  card.querySelector(".moved")?.remove();
  const line = document.createElement("p");
  line.className = "notice moved";
  line.textContent = words.moved;
  const show = document.createElement("button");
  show.type = "button";
  show.textContent = words.show;
  show.addEventListener("click", () => { tell(now); card.replaceWith(now); now.focus(); moved(); countDown(); });
  line.append(show);
  card.prepend(line);
}

let timer;
function soon() {
  clearTimeout(timer);
  if (queue) timer = setTimeout(turn, document.hidden ? HIDDEN : POLL);
}
async function turn() {
  try {
    await look();
    if (document.querySelector(".notice[data-offline]")) document.querySelector(".notices").replaceChildren();
  } catch {
    notice(words.offline, true);
    document.querySelector(".notices .notice").dataset.offline = "";
  }
  soon();
}

// Keys act on the card that is chosen, never on one that is not in front of the eyes.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const help = document.getElementById("help");
  const typing = event.target.closest("input, textarea, select, dialog");
  if (event.key === "Escape") {
    if (help?.open) return;
    const opened = event.target.closest("details[open]");
    if (opened) { opened.open = false; opened.closest("article.card")?.focus(); }
    return;
  }
  if (typing) return;
  if (event.key === "?") { help?.showModal(); return; }
  const all = cards();
  const card = document.activeElement?.closest("article.card");
  const at = all.indexOf(card);
  const key = event.key.toLowerCase();
  if (key === "j" || key === "k") {
    const to = all[at < 0 ? 0 : at + (key === "j" ? 1 : -1)];
    to?.focus();
    to?.scrollIntoView({ block: "start" });
  } else if (card && ["a", "e", "r"].includes(key)) {
    const target = card.querySelector(`[data-key="${key}"]`);
    if (!target) return;
    event.preventDefault();
    if (key === "a") {
      if (!event.repeat && !target.querySelector("button")?.disabled) target.requestSubmit();
    } else {
      target.open = true;
      target.querySelector("textarea, select")?.focus();
    }
  }
});

tell(document);
countDown();
count();
setInterval(countDown, 15000);
document.addEventListener("visibilitychange", () => { if (!document.hidden) turn(); else soon(); });
soon();
