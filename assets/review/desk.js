// Comfort for the review desk. Without it every form still works.
"use strict";

const words = JSON.parse(document.body.dataset.words || "{}");
// What only the script says.
const says = {
  fr: {
    unsure: "Pas de réseau : on ne sait pas encore si c'est parti. Appuyez de nouveau quand il revient : rien ne part deux fois.",
    unsure_server: "Le serveur n'a pas répondu : on ne sait pas encore si c'est parti. Appuyez de nouveau dans un instant : rien ne part deux fois.",
    undone: "Pas de réseau : on ne sait pas encore si c'est noté. Rien n'a été envoyé au client ; appuyez de nouveau quand il revient.",
    undone_server: "Le serveur n'a pas répondu : on ne sait pas encore si c'est noté. Rien n'a été envoyé au client ; appuyez de nouveau dans un instant.",
    server: "Le serveur ne répond pas comme prévu : la page n'est plus à jour.",
    own: "Ce bouton envoie le brouillon, pas le texte que vous avez écrit. Relisez d'abord votre texte, ou effacez-le.",
    redrafted: "Le brouillon a été refait, comme vous l'avez demandé.",
    shut: "Fermer",
  },
  en: {
    unsure: "No network: we do not know yet whether it went. Press again when it is back: nothing goes twice.",
    unsure_server: "The server did not answer: we do not know yet whether it went. Press again in a moment: nothing goes twice.",
    undone: "No network: we do not know yet whether it was noted. Nothing was sent to the customer; press again when it is back.",
    undone_server: "The server did not answer: we do not know yet whether it was noted. Nothing was sent to the customer; press again in a moment.",
    server: "The server does not answer as it should: the page is not up to date.",
    own: "This button sends the draft, not what you wrote. Preview your text first, or clear it.",
    redrafted: "The draft was made again, as you asked.",
    shut: "Close",
  },
}[document.documentElement.lang] || {};
const queue = document.getElementById("queue");
const POLL = 5000; // milliseconds between two looks at the queue
const HIDDEN = 20000; // the same in a background tab
const SETTLE = 700; // a press this soon after the page moved by itself is not meant

document.documentElement.classList.add("js");
const main = document.getElementById("main");
const title = document.body.dataset.title || document.title;

// A double tap, or a press on what was there a moment ago, must not reach what is
// there now: buttons rest, visibly, until the eye has caught up.
let movedAt = 0;
function moved() {
  movedAt = Date.now();
  main.classList.add("settling");
  setTimeout(() => { if (Date.now() - movedAt >= SETTLE) main.classList.remove("settling"); }, SETTLE + 10);
}

// The reader's own time and a countdown, over the server's UTC; what the script alone can do is shown.
// English puts the day or the month first, depending on where it is read: the month has its name.
const tongue = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
const clock = new Intl.DateTimeFormat(tongue, { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(tongue, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const hour = new Intl.DateTimeFormat(tongue, { hour: "2-digit", minute: "2-digit" });
// "depuis le 26 nov., 11:43", "jusqu'au …": after such a word comes a day, not an hour.
const dayNext = tongue === "fr" ? /(^|[\s'’])(le|au)\s*$/i : /(^|\s)on\s*$/i;
function tell(root) {
  for (const press of root.querySelectorAll("button[data-copy]")) press.hidden = false;
  const today = new Date().toDateString();
  for (const time of root.querySelectorAll("time[datetime*=T]")) {
    const when = new Date(time.dateTime);
    const word = time.previousSibling?.nodeType === Node.TEXT_NODE ? time.previousSibling.data : "";
    const short = dayNext.test(word) ? day : hour;
    time.textContent = (when.toDateString() === today ? short : clock).format(when);
    time.title = clock.format(when);
  }
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

// How many cards wait and how many need somebody, as the server says it on every page, and the
// stamp, which moves whenever a card does: the page keeps it where the server wrote it.
function count(fresh) {
  const counted = fresh.querySelector("[data-stuck]");
  if (!counted) return;
  const { waiting, stuck } = counted.dataset;
  document.body.dataset.stamp = counted.dataset.stamp;
  const said = [Number(waiting) && waiting, Number(stuck) && `!${stuck}`].filter(Boolean).join(" · ");
  document.title = said ? `(${said}) ${title}` : title;
  for (const [name, n] of Object.entries({ waiting, stuck })) {
    const number = document.querySelector(`.top .number.${name}`);
    if (!number) continue;
    number.textContent = n;
    number.hidden = !Number(n);
  }
}

function notice(text, bad, ...more) {
  const line = document.createElement("p");
  line.className = bad ? "notice bad" : "notice";
  line.append(text, ...more);
  tellOnce(line);
}

// Good news goes by itself; what went wrong stays until something else is said, or it is shut.
function tellOnce(said) {
  notices?.replaceChildren(said);
  if (said.classList.contains("bad")) said.append(shut(said));
  else setTimeout(() => said.remove(), 8000);
  aside();
}

function shut(said) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "shut";
  button.textContent = "×";
  button.setAttribute("aria-label", says.shut);
  button.addEventListener("click", () => said.remove());
  return button;
}

const parsed = (html) => new DOMParser().parseFromString(html, "text/html");
const cards = () => [...document.querySelectorAll("article.card")].filter((card) => !folded(card));
const folded = (card) => card.closest("details.put-off:not([open])"); // put off: out of sight until they are asked for
const open = (card) => card.dataset.state === "pending" || card.dataset.state === "preview";

const SCRIPT = { "x-requested-with": "XMLHttpRequest" }; // Cloudflare Access then answers 401 instead of redirecting

// What somebody is writing, and what they unfolded to read, goes over to the element that takes the
// card's place.
function carryOver(from, to) {
  for (const kind of ["rest", "orders", "order-lines"]) {
    const folds = to.querySelectorAll(`details.${kind}`);
    from.querySelectorAll(`details.${kind}`).forEach((fold, n) => { if (fold.open && folds[n]) folds[n].open = true; });
  }
  const [typed, place] = [from.querySelector("textarea"), to.querySelector("textarea")];
  if (!typed || !place || typed.value === typed.defaultValue || place.value !== place.defaultValue) return;
  place.value = typed.value;
  place.closest("details").open = true;
  spare(to);
}

// What is typed on a card outlives the page, in this tab and until signing out.
const KEPT = "typed:";
const forget = (id) => sessionStorage.removeItem(KEPT + id);
document.addEventListener("input", ({ target }) => {
  const card = target.closest("article.card");
  if (!card || target.tagName !== "TEXTAREA") return;
  if (target.value === target.defaultValue) forget(card.id);
  else sessionStorage.setItem(KEPT + card.id, target.value);
  spare(card);
});

// The button above sends the draft: it rests while somebody's own words stand in the box.
const ownWords = (card) => [...card.querySelectorAll("details.edit textarea")].some((place) => place.value !== place.defaultValue);
function spare(card) {
  const form = card.querySelector("section.draft form[data-key='a']");
  if (!form || "overtaken" in card.dataset) return;
  const own = ownWords(card);
  form.querySelector("button").disabled = own;
  const line = form.querySelector(".own");
  if (own === Boolean(line)) return;
  if (line) return line.remove();
  const told = document.createElement("p");
  told.className = "warning own";
  told.textContent = says.own;
  form.append(told);
}
function recall(root) {
  for (const place of root.querySelectorAll("article.card details.edit textarea")) {
    const kept = sessionStorage.getItem(KEPT + place.closest("article.card").id);
    if (!kept || place.value !== place.defaultValue) continue;
    place.value = kept;
    place.closest("details").open = true;
    spare(place.closest("article.card"));
  }
}
// Of whoever signs out nothing stays, nor of whoever is not signed in.
if (!document.querySelector("header.top")) sessionStorage.clear();
document.addEventListener("submit", ({ target }) => { if (target.action.endsWith("/sign-out")) sessionStorage.clear(); });

// In the place of a card, chosen and as low as that was.
function put(now, card) {
  now.style.marginTop = card.style.marginTop;
  now.classList.toggle("chosen", card.classList.contains("chosen"));
  card.replaceWith(now);
}

// Nothing moves under a finger or before the eyes, except at a tap.
function swap(card, now, focus, decided) {
  tell(now);
  carryOver(card, now);
  const before = room.of(card);
  const inside = focus || card.contains(document.activeElement);
  room.keep(before, now, () => {
    put(now, card);
    if (card.querySelector("button.next") || decided) offer(now);
  }, decided);
  if (inside) now.focus({ preventScroll: true });
  moved();
  countDown();
  aside();
}

// Far down the queue a card is a line. It comes whole before it comes onto the screen.
const near = new IntersectionObserver((seen) => {
  for (const { target, isIntersecting } of seen) if (isIntersecting) whole(target).catch(() => {});
}, { rootMargin: "100% 0px" });
function watchLines(root) { for (const card of root.querySelectorAll("article.brief")) near.observe(card); }
async function whole(card) {
  if ("busy" in card.dataset) return;
  card.dataset.busy = "";
  try {
    const response = await fetch(`/review/cards/${card.id}`, { headers: { ...SCRIPT, "x-desk": "card" } });
    const now = response.ok && parsed(await response.text()).querySelector("article.card");
    if (!now || !card.isConnected) return;
    near.unobserve(card);
    tell(now);
    const inside = card.contains(document.activeElement);
    still(() => put(now, card));
    recall(document);
    countDown();
    if (inside) now.focus({ preventScroll: true });
    const { top, bottom } = now.getBoundingClientRect();
    if (top < innerHeight && bottom > 0) moved();
  } finally {
    delete card.dataset.busy;
  }
}
document.addEventListener("click", (event) => {
  const card = event.target.closest("a.button")?.closest("article.brief");
  if (!card) return;
  event.preventDefault();
  whole(card).catch(() => { location.href = `/review/cards/${card.id}`; });
});

// The card that was pressed last, until the page is scrolled; else what is in the middle of the
// screen.
let pressed = { id: "", y: 0 };
function press(card) { pressed = { id: card.id, y: scrollY }; }
function before() {
  const seen = cards().map((card) => [card, card.getBoundingClientRect()]).filter(([, at]) => at.bottom > 0 && at.top < innerHeight);
  const last = Math.abs(scrollY - pressed.y) <= 1 && seen.find(([card]) => card.id === pressed.id);
  const middle = seen.find(([, at]) => at.top <= innerHeight / 2 && at.bottom >= innerHeight / 2);
  return (last || middle || seen[0] || [])[0];
}

// Makes a change that nobody asked for: what is before the eyes stays where it is.
function still(change) {
  const card = before();
  const at = () => (card.querySelector(":scope > header") || card).getBoundingClientRect().top;
  const top = card && at();
  change();
  if (!card?.isConnected) return;
  const y = scrollY;
  scrollBy({ top: at() - top, behavior: "instant" });
  pressed.y += scrollY - y;
  room.scrolledByScript();
}

// Somebody goes on: decided cards take the room they need, and do not pile up all day.
function goOn() {
  room.drop();
  if (!queue) return;
  for (const card of cards().filter((card) => "settled" in card.dataset).slice(0, -5)) { if (!card.contains(document.activeElement) && card !== side.chosen()) card.remove(); }
}

// Where a finger was last.
let touched = null;
let byKey = false; // whether a key was pressed since
addEventListener("pointerdown", ({ clientX, clientY }) => {
  touched = { x: clientX, y: clientY };
  byKey = false;
}, true);
addEventListener("keydown", () => { byKey = true; }, true);

// Beside the list a card begins where the one before it began.
function show(card) {
  side.choose(card);
  card.focus({ preventScroll: true });
  if (!side.on() || card.getBoundingClientRect().top < 0) card.scrollIntoView({ block: "start", behavior: "instant" });
  clear();
  aside();
  moved();
}

const AWAY = 16; // pixels
function underFinger(buttons) {
  return touched ? [...document.querySelectorAll(buttons)].filter((button) => {
    const { left, right, top, bottom } = button.getBoundingClientRect();
    return left <= touched.x && touched.x <= right && top - AWAY < touched.y && touched.y < bottom + AWAY;
  }) : [];
}

// No button that sends comes to lie where the finger just was: the page stops a little before, or
// goes further, beyond its end if it must. The one card beside a list comes lower.
function clear() {
  const under = () => underFinger("button.primary")[0]?.getBoundingClientRect();
  const y = scrollY;
  const first = under();
  if (!first) return;
  if (side.on()) {
    // Where the button is now counts the margin that the card has already.
    const card = side.chosen();
    card.style.marginTop = `${parseFloat(getComputedStyle(card).marginTop) + touched.y + AWAY - first.top}px`;
    return;
  }
  scrollBy({ top: first.top - touched.y - AWAY, behavior: "instant" });
  if (!under()) return;
  scrollTo({ top: y, behavior: "instant" });
  for (let at = under(); at; at = under()) {
    const top = Math.ceil(scrollY + at.bottom - touched.y + AWAY);
    if (document.documentElement.scrollHeight < top + innerHeight) main.style.minHeight = `${top + innerHeight}px`;
    scrollTo({ top, behavior: "instant" });
    if (scrollY < top - 1) return;
  }
}

// The next card that waits: after this one, or else from the beginning.
function following(card) {
  const waits = (other) => other !== card && (open(other) || (!queue && other.querySelector("form[data-decide]")));
  const others = cards().filter(waits);
  return others.find((other) => card.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING) || others[0];
}

// The way from a decided card to the next. Without one it keeps its place and is not seen.
function offer(card) {
  if (!queue && !following(card)) return;
  const next = document.createElement("button");
  next.type = "button";
  next.className = "next";
  next.textContent = words.next;
  next.disabled = !following(card);
  next.addEventListener("click", () => {
    const to = following(card);
    if (!to) return;
    for (const passed of document.querySelectorAll("button.next")) passed.remove();
    goOn();
    show(to);
  });
  const forms = card.querySelector(":scope > .draft, :scope > details.edit, :scope > .resolve");
  if (forms) forms.before(next);
  else card.append(next);
  aside();
}

function onward() {
  for (const next of document.querySelectorAll("button.next")) next.disabled = !following(next.closest("article.card"));
}

// A decision without leaving the queue: the answer is the card as it is now.
async function decide(form, button) {
  const card = form.closest("article.card");
  const body = new URLSearchParams(new FormData(form));
  if (button?.name) body.set(button.name, button.value);
  const buttons = card.querySelectorAll("form button");
  const rest = (resting) => {
    buttons.forEach((button) => { button.disabled = resting; });
    if (!resting) spare(card);
  };
  rest(true);
  card.dataset.busy = "";
  const keyed = byKey;
  const what = form.action.split("/").at(-1);
  const sends = what === "approve" || what === "edit";
  if (sends && !(await wait.before(form))) {
    delete card.dataset.busy;
    return rest(false);
  }
  let response, fresh;
  try {
    response = await fetch(form.action, { method: "POST", headers: { ...SCRIPT, "x-desk": "card" }, body });
    fresh = parsed(await response.text());
  } catch {
    fresh = null;
  }
  delete card.dataset.busy;
  if (response?.status === 401) return signedOut();
  const said = fresh?.querySelector(".notice");
  const now = fresh?.querySelector("article.card");
  const server = response?.status >= 500 && response.status !== 503;
  // Nothing to show in its place: what was typed stays where it is, and the button that was
  // pressed is the one to press again.
  if (!fresh || server || (!said && !now)) {
    rest(false);
    return inDoubt(form, says[(sends ? "unsure" : "undone") + (fresh ? "_server" : "")]);
  }
  if (said) tellOnce(said);
  else notices?.replaceChildren();
  if (!now) return rest(false);
  if (what === "redraft" && response.ok) now.dataset.redrafting = "";
  if (!open(now)) forget(card.id);
  swap(card, now, true, !open(now));
  press(now);
  if (now.dataset.state === "preview") return preview(card, now, rest);
  onward();
  // Whoever decides by keys goes on by itself: no pointer lies on what comes. What went wrong stays.
  const to = keyed && side.on() && now === side.chosen() && ["sent", "sending", "rejected"].includes(now.dataset.state) && following(now);
  if (to) {
    goOn();
    show(to);
  }
  if (queue) document.body.dataset.stamp = "";
  else refresh(now);
  turn();
}

// What became of a press is not known: that stands at the button itself, which keeps its key, so
// that the same press again is the same decision.
function inDoubt(form, text) {
  form.querySelector(".doubt")?.remove();
  const line = document.createElement("p");
  line.className = "warning doubt";
  line.setAttribute("role", "alert");
  line.textContent = text;
  // After the buttons: they stay under the finger.
  form.append(line);
  form.closest("article.card").dataset.doubt = "";
}

// One's own words before they are sent, read from their beginning. The browser's way back leads
// from there to the words again, and its way forward to the preview.
const previews = []; // how each is closed, the one that was opened last at the end
function preview(card, now, rest) {
  if (now.getBoundingClientRect().top < 0) show(now);
  if (history.state?.preview !== card.id) history.pushState({ preview: card.id }, "");
  const close = () => {
    if (!now.isConnected) return;
    rest(false);
    room.keep(room.of(now), card, () => put(card, now));
    card.focus({ preventScroll: true });
    moved();
  };
  previews.push(close);
  now.querySelector("[data-back]").addEventListener("click", (event) => {
    event.preventDefault();
    if (history.state?.preview === card.id) history.back();
    else close();
  });
}
addEventListener("popstate", ({ state }) => {
  const card = state?.preview && document.getElementById(state.preview);
  const form = card && card.dataset.state !== "preview" && card.querySelector("details.edit form");
  if (form) decide(form);
  else if (!card || card.dataset.state === "preview") previews.pop()?.();
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-decide]")) return;
  event.preventDefault();
  if (Date.now() - movedAt < SETTLE) return;
  decide(event.target, event.submitter);
});

// Who is on a card changes without it: its version, its text and its other buttons stay.
function hold(card, now) {
  for (const part of [".held", ".hold"]) {
    const [was, is] = [card.querySelector(part), now?.querySelector(part)];
    if (!was || !is) continue;
    const inside = was.contains(document.activeElement);
    was.replaceWith(is);
    if (inside) is.querySelector("button")?.focus({ preventScroll: true });
  }
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[data-hold]")) return;
  event.preventDefault();
  try {
    const response = await fetch(form.action, { method: "POST", headers: { ...SCRIPT, "x-desk": "card" }, body: new URLSearchParams(new FormData(form)) });
    if (!response.ok) return notice(response.status === 401 ? words.again : says.server, true);
    hold(form.closest("article.card"), parsed(await response.text()).querySelector("article.card"));
  } catch {
    notice(words.offline, true);
  }
});

// New cards appear, decided ones say so, changed ones ask to be looked at again.
async function look() {
  const settling = cards().filter((card) => !open(card) && !("settled" in card.dataset)).slice(-10);
  const asked = { "x-desk": "poll", "x-desk-stamp": document.body.dataset.stamp, "x-desk-cards": settling.map((card) => card.id).join() };
  const response = await fetch(queue ? location.href : "/review", { headers: { ...SCRIPT, ...asked } });
  // Any page goes from the screen once somebody is signed out.
  if (response.status === 401) return signedOut();
  if (response.status === 204) return;
  if (response.status !== 200) throw new Error("server");
  const fresh = parsed(await response.text());
  count(fresh);
  const now = fresh.getElementById("settling")?.content;
  for (const card of settling) renew(card, now?.getElementById(card.id));
  if (queue) {
    merge(fresh.getElementById("queue"));
    side.renew(fresh.querySelector(".list"));
  } else {
    // A card that waits has moved if the queue has another version of it, or has it no more. The draft that
    // was asked for is looked for in any case: its card may stand beyond the queue's first page.
    const first = new Map([...fresh.querySelectorAll("article.card")].map((card) => [card.id, card.dataset.version]));
    const pages = fresh.querySelector("#queue > p > a.button");
    const passed = ({ id, dataset }) => first.has(id) ? first.get(id) !== dataset.version : !pages || "redrafting" in dataset;
    for (const card of cards().filter((card) => card.dataset.state === "pending" && passed(card))) await refresh(card);
  }
}

async function refresh(card) {
  const response = await fetch(`/review/cards/${card.id}`, { headers: { ...SCRIPT, "x-desk": "card" } });
  if (response.status === 401) return signedOut();
  if (response.status >= 500) throw new Error("server");
  if (response.status !== 200 || !card.isConnected || "busy" in card.dataset) return;
  const fresh = parsed(await response.text());
  count(fresh);
  renew(card, fresh.querySelector("article.card"));
}

// A card as it is by now. One that waits in another version is not swapped, but says so.
function renew(card, now) {
  if (!now || !card.isConnected || "busy" in card.dataset || now.dataset.look === card.dataset.look) return;
  if (open(card) && open(now) && now.dataset.version !== card.dataset.version) return still(() => overtaken(card, now));
  still(() => swap(card, now, false));
  // It had gone, as far as anybody knew.
  const late = { failed: words.late, unknown: words.unknown }[now.dataset.state];
  if (late && ["sending", "sent"].includes(card.dataset.state)) notice(`${late} `, true, now.querySelector("header a").cloneNode(true));
}

// A new card stands where its time puts it, but never above or among what is on the screen:
// there it comes next. Beside a list nothing moves by it.
function place(now, after) {
  const seen = !side.on() && cards().filter((card) => card.getBoundingClientRect().top < innerHeight).at(-1);
  const early = seen && (!after || after.compareDocumentPosition(seen) & Node.DOCUMENT_POSITION_FOLLOWING);
  const last = early ? seen : after;
  if (last) last.after(now);
  else queue.querySelector(".count").after(now);
  if (!side.on() && now.getBoundingClientRect().top < innerHeight) moved();
}

// A card whose time has come leaves the fold, and stands where a new one would, but not the one
// before the eyes beside a list. One that was put off meanwhile stays where it is before the eyes.
function putOff(fresh) {
  const [fold, now] = [queue.querySelector(".put-off"), fresh.querySelector(".put-off")];
  for (const card of fold?.querySelectorAll("article.card") || []) {
    const waits = fresh.querySelector(`#${card.id}`);
    if (waits && !now?.contains(waits) && !("busy" in card.dataset) && !card.contains(document.activeElement) && card !== side.chosen()) card.remove();
  }
  const unseen = [...(now?.querySelectorAll("article.card") || [])].filter((card) => !document.getElementById(card.id));
  unseen.forEach(tell);
  if (fold && now) fold.querySelector("summary").replaceWith(now.querySelector("summary"));
  if (fold) fold.append(...unseen);
  else if (unseen.length) {
    now.replaceChildren(now.querySelector("summary"), ...unseen);
    queue.append(now);
  }
  if (fold && !fold.querySelector("article.card")) fold.remove();
}

function merge(fresh) {
  if (!fresh) return;
  const news = [...fresh.querySelectorAll("article.card")];
  putOff(fresh);
  const shown = new Map([...document.querySelectorAll("article.card")].map((card) => [card.id, card]));
  let after = null;
  for (const now of news) {
    const card = shown.get(now.id);
    if (!card) {
      tell(now);
      place(now, after);
      watchLines(queue);
    } else if (card.classList.contains("brief")) {
      // It is fetched as it is by then.
    } else if (open(card) && !("busy" in card.dataset) && card.dataset.version !== now.dataset.version) {
      still(() => overtaken(card, now));
    } else if (open(card) && card.querySelector(".held")?.dataset.held !== now.querySelector(".held")?.dataset.held) {
      still(() => hold(card, now));
    }
    // One that stays in the fold is not where its time puts it: no new card goes in there after it.
    if (!card?.closest(".put-off")) after = card || now;
  }
  const ids = new Set(news.map((card) => card.id));
  for (const card of shown.values()) if (card.dataset.state === "pending" && !("busy" in card.dataset) && !ids.has(card.id)) refresh(card);
  if (document.hidden) still(goOn);
  // What an empty queue says stands below what was decided.
  const [empty, says] = [queue.querySelector(".empty"), fresh.querySelector(".empty")];
  if (!says) empty?.remove();
  else if (empty?.textContent !== says.textContent) {
    empty?.remove();
    queue.append(says);
  }
  onward();
  queue.querySelector(".count")?.replaceWith(fresh.querySelector(".count"));
}

// Never swapped under a finger: what is shown stays, but cannot be pressed any more.
function overtaken(card, now) {
  if (card.dataset.overtaken === now.dataset.version) return;
  // What somebody asked for and waits for comes by itself.
  if ("redrafting" in card.dataset && !ownWords(card)) return swap(card, now, false);
  card.dataset.overtaken = now.dataset.version;
  card.querySelectorAll("form button").forEach((button) => { button.disabled = true; });
  for (const said of card.querySelectorAll(".moved")) said.remove();
  // Beside each press that is blocked, the reason and the way on.
  const forms = card.querySelectorAll("form[data-decide]:not(.quiet .redraft)");
  const unseen = [...forms].every((form) => form.closest("details:not([open])"));
  for (const place of unseen ? [card.querySelector("header"), ...forms] : forms) {
    const line = document.createElement("p");
    line.className = "notice moved";
    line.textContent = "redrafting" in card.dataset ? says.redrafted : words.moved;
    const show = document.createElement("button");
    show.type = "button";
    show.textContent = words.show;
    show.addEventListener("click", () => swap(card, now, true));
    line.append(show);
    place.append(line);
  }
  moved();
}

// The session is over, here or from elsewhere: what customers wrote goes from the screen, and the
// page asks for nothing more.
let over = false;
function signedOut() {
  over = true;
  sessionStorage.clear();
  document.title = document.body.dataset.title;
  document.querySelector("header.top")?.remove();
  const main = document.getElementById("main");
  main.replaceChildren(document.createElement("h1"), document.createElement("p"));
  main.firstChild.textContent = words.again;
  const link = document.createElement("a");
  link.href = location.href;
  link.textContent = words.sign_in;
  main.lastChild.append(link);
}

let timer;
function soon() {
  clearTimeout(timer);
  if (over) return;
  if (document.querySelector("header.top")) timer = setTimeout(turn, document.hidden ? HIDDEN : POLL);
}
async function turn() {
  if (over) return;
  try {
    await look();
    if (document.querySelector(".notice[data-offline]")) notices.replaceChildren();
  } catch (error) {
    notice(error.message === "server" ? says.server : words.offline, true);
    notices.querySelector(".notice").dataset.offline = "";
    document.body.dataset.stamp = ""; // what was not seen is asked for again
  }
  soon();
}

// The menu goes when something else is touched.
document.addEventListener("click", ({ target }) => {
  const menu = document.querySelector(".more[open]");
  if (menu && !menu.contains(target)) menu.open = false;
});

// The lines of an order are copied; where the clipboard is closed to pages, by way of a selection.
document.addEventListener("click", async ({ target }) => {
  if (!target.matches?.("button[data-copy]")) return;
  try {
    await navigator.clipboard.writeText(target.dataset.copy);
  } catch {
    const text = document.createElement("textarea");
    text.value = target.dataset.copy;
    target.after(text);
    text.select();
    document.execCommand("copy");
    text.remove();
  }
  const said = target.textContent;
  target.textContent = target.dataset.copied;
  setTimeout(() => { target.textContent = said; }, 2000);
});

// Keys act on the card that is chosen, never on one that is not in front of the eyes.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const help = document.getElementById("help");
  // Focus stays in a dialog until the frame after it closed.
  const typing = event.target.closest("input, textarea, select, dialog[open]");
  if (event.key === "Escape") {
    if (help?.open) return;
    const opened = event.target.closest("details[open]:not(.put-off)");
    const back = event.target.closest("article[data-state=preview]")?.querySelector("[data-back]");
    if (opened) { opened.open = false; (opened.closest("article.card") || opened.querySelector("summary")).focus(); }
    else back?.click();
    if (opened || back) event.preventDefault();
    return;
  }
  if (typing) return;
  if (event.key === "?") { help?.showModal(); return; }
  const all = cards();
  const card = document.activeElement?.closest("article.card") || side.here();
  const at = all.indexOf(card);
  const key = event.key.toLowerCase();
  if (key === "j" || key === "k") {
    const to = at < 0 ? side.chosen() || all[0] : all[at + (key === "j" ? 1 : -1)];
    if (!to) return;
    goOn();
    show(to);
  } else if (event.key === "Enter" && card && card === document.activeElement) {
    card.querySelector("button.next:enabled")?.click();
  } else if (card && ["a", "e", "r"].includes(key)) {
    const target = card.querySelector(`[data-key="${key}"]`);
    if (!target) return;
    event.preventDefault();
    if (key === "a") {
      // What would be sent has to be in front of the eyes: text and button, whole.
      const folded = target.closest("details:not([open])");
      if (folded) { folded.open = true; return; }
      const block = target.closest(".draft");
      const { top, bottom } = block.getBoundingClientRect();
      if (top < 0 || bottom > innerHeight) block.scrollIntoView({ block: "nearest", behavior: "instant" });
      else if (!event.repeat && !target.querySelector("button")?.disabled) target.requestSubmit();
    } else {
      for (let fold = target; fold; fold = fold.parentElement.closest("details")) fold.open = true;
      target.querySelector("textarea, select")?.focus();
    }
  }
});

// A file's name is seen once one was chosen.
document.addEventListener("change", ({ target }) => { if (target.type === "file") target.closest(".file")?.classList.toggle("chosen", target.files.length > 0); });

// A picture or voice note that Meta has no more says so in its place.
document.addEventListener("error", ({ target }) => {
  if (!target.dataset?.gone) return;
  const line = document.createElement("p");
  line.className = "hint";
  line.textContent = target.dataset.gone;
  (target.closest("figure > a") || target).replaceWith(line);
}, true);

for (const said of notices?.children || []) said.append(shut(said));
tell(document);
watchLines(document);
recall(document);
countDown();
aside();
setInterval(countDown, 15000);
document.addEventListener("visibilitychange", () => { if (!document.hidden) turn(); else soon(); });
soon();

// A trial of taught words goes on by itself to its end.
document.querySelector("form[data-go-on]")?.requestSubmit();
