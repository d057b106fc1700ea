// Comfort for the review desk. Without it every form still works.
"use strict";

const words = JSON.parse(document.body.dataset.words || "{}");
const queue = document.getElementById("queue");
const POLL = 5000; // milliseconds between two looks at the queue
const HIDDEN = 20000; // the same in a background tab
const SETTLE = 700; // a press this soon after the page moved by itself is not meant

document.documentElement.classList.add("js");
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

// Good news goes by itself; what went wrong stays until something else is said.
function tellOnce(said) {
  document.querySelector(".notices")?.replaceChildren(said);
  if (!said.classList.contains("bad")) setTimeout(() => said.remove(), 8000);
}

const parsed = (html) => new DOMParser().parseFromString(html, "text/html");
const cards = () => [...document.querySelectorAll("article.card")];
const open = (card) => card.dataset.state === "pending" || card.dataset.state === "preview";

const SCRIPT = { "x-requested-with": "XMLHttpRequest" }; // Cloudflare Access then answers 401 instead of redirecting

// What somebody is writing goes over to the element that takes the card's place.
function carryOver(from, to) {
  const [typed, place] = [from.querySelector("textarea"), to.querySelector("textarea")];
  if (!typed || !place || typed.value === typed.defaultValue || place.value !== place.defaultValue) return;
  place.value = typed.value;
  place.closest("details").open = true;
}

function swap(card, now, focus) {
  tell(now);
  carryOver(card, now);
  const inside = focus || card.contains(document.activeElement);
  card.replaceWith(now);
  if (inside) now.focus({ preventScroll: true });
  moved();
  countDown();
}

// A decision without leaving the queue: the answer is the card as it is now.
async function decide(form) {
  const card = form.closest("article.card");
  const buttons = card.querySelectorAll("button");
  const rest = (resting) => buttons.forEach((button) => { button.disabled = resting; });
  rest(true);
  card.dataset.busy = "";
  let response, fresh;
  try {
    response = await fetch(form.action, { method: "POST", headers: { ...SCRIPT, "x-desk": "card" }, body: new URLSearchParams(new FormData(form)) });
    fresh = parsed(await response.text());
  } catch {
    fresh = null;
  }
  delete card.dataset.busy;
  const said = fresh?.querySelector(".notice");
  if (!fresh) notice(words.offline, true);
  else if (said && response.status !== 401) tellOnce(said);
  else if (response.status === 401) notice(words.again, true);
  else if (!response.ok) notice(words.broke, true);
  else document.querySelector(".notices")?.replaceChildren();
  const now = fresh?.querySelector("article.card");
  // Nothing to show in its place: what was typed stays where it is.
  if (!now) return rest(false);
  swap(card, now, true);
  now.querySelector("[data-back]")?.addEventListener("click", (event) => {
    event.preventDefault();
    rest(false);
    now.replaceWith(card);
    card.focus();
  });
  if (!open(now)) {
    const next = cards().find((other) => open(other) && now.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
    next?.focus({ preventScroll: true });
    if (next) next.scrollIntoView({ block: "start" });
    else if (queue) scrollTo({ top: 0 });
  }
  if (queue) queue.dataset.stamp = "";
  if (now.dataset.state !== "preview") turn();
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-decide]")) return;
  event.preventDefault();
  if (Date.now() - movedAt < SETTLE) return;
  decide(event.target);
});

// New cards appear, decided ones say so, changed ones ask to be looked at again.
async function look() {
  if (queue) {
    const response = await fetch(location.href, { headers: { ...SCRIPT, "x-desk": "poll", "x-desk-stamp": queue.dataset.stamp } });
    if (response.status === 401) return notice(words.again, true);
    if (response.status === 200) merge(parsed(await response.text()).getElementById("queue"));
    else if (response.status !== 204) throw new Error("the queue is not to be had");
  }
  for (const card of cards().filter((card) => !open(card) && !("settled" in card.dataset)).slice(-10)) await refresh(card);
}

async function refresh(card) {
  const response = await fetch(`/review/cards/${card.id}`, { headers: { ...SCRIPT, "x-desk": "card" } });
  if (response.status !== 200 || !card.isConnected || "busy" in card.dataset) return;
  const now = parsed(await response.text()).querySelector("article.card");
  if (now && now.dataset.look !== card.dataset.look) swap(card, now, false);
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
    if (open(card) && !("busy" in card.dataset) && card.dataset.version !== now.dataset.version) overtaken(card, now);
    before = card;
  }
  const ids = new Set(news.map((card) => card.id));
  for (const card of cards()) if (card.dataset.state === "pending" && !("busy" in card.dataset) && !ids.has(card.id)) refresh(card);
  // Decided cards do not pile up all day, and an empty queue says so.
  for (const card of cards().filter((card) => "settled" in card.dataset).slice(0, -5)) { if (!card.contains(document.activeElement)) card.remove(); }
  const [empty, kind] = [queue.querySelector(".empty"), fresh.querySelector(".empty")];
  if (ids.size > 0) empty?.remove();
  else if (!empty && kind) { queue.querySelector(".count").after(kind); moved(); }
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
  show.addEventListener("click", () => swap(card, now, true));
  line.append(show);
  card.prepend(line);
  moved();
}

let timer;
function soon() {
  clearTimeout(timer);
  if (queue || cards().some((card) => !("settled" in card.dataset))) timer = setTimeout(turn, document.hidden ? HIDDEN : POLL);
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
      // What would be sent has to be in front of the eyes: text and button, whole.
      const block = target.closest(".draft");
      const { top, bottom } = block.getBoundingClientRect();
      if (top < 0 || bottom > innerHeight) block.scrollIntoView({ block: "nearest", behavior: "instant" });
      else if (!event.repeat && !target.querySelector("button")?.disabled) target.requestSubmit();
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
