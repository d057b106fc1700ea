// The review page: a client of /api/reviews. Everything a customer or a model wrote
// goes in as text, never as markup.

const words = {
  fr: {
    title: "À relire", other: "English", leave: "Quitter", token: "Votre jeton", enter: "Entrer", wrong: "Ce jeton ne convient pas.",
    empty: "Tout est lu. Rien n’attend.", left: "reste {0}", over: "fenêtre de 24 h fermée", human: "Sans brouillon : à vous de répondre ou de clore.",
    waiting: "{0} messages au-delà de la limite attendent ici.", sends: "Sera envoyé à {0} :", approve: "Approuver et envoyer", edit: "Modifier",
    send: "Envoyer mes mots", back: "Annuler", reject: "Rejeter", close: "Clore", yours: "Vos mots", template: "brouillon : modèle de texte", model: "brouillon : {0}",
    sent: "Envoyé à {0}.", done: "C’est noté.", unknown: "Personne ne sait si c’est parti. Regardez la conversation sur un téléphone.", arrived: "C’est arrivé", missing: "Ce n’est pas arrivé",
    failed: "Pas envoyé : {0} {1}", again: "Réessayer", deleted: "(supprimé par le client)", offline: "Pas de connexion ; nouvel essai bientôt.", why: "Pourquoi ?",
    reasons: { misleading: "induit en erreur", not_an_order: "pas une commande", wrong_language: "mauvaise langue", duplicate: "déjà répondu ici", handled_elsewhere: "réglé ailleurs", other: "autre" },
    nodraft: { no_text: "pas de texte", about_an_earlier_order: "question sur une commande passée", cancellation: "annulation", complaint: "réclamation", question: "question", stock_or_sales: "état des stocks ou des ventes", nothing_ordered: "rien n’est commandé", over_limit: "au-delà de la limite", late: "reçu trop tard", future: "heure dans le futur", unreadable_time: "heure illisible", group: "écrit dans un groupe", deleted: "supprimé par le client", changed_afterwards: "modifié après réponse", bot_disabled: "assistant éteint", not_allowlisted: "plus sur la liste" },
  },
  en: {
    title: "To review", other: "Français", leave: "Leave", token: "Your token", enter: "Enter", wrong: "This token does not fit.",
    empty: "All read. Nothing waits.", left: "{0} left", over: "24-hour window closed", human: "No draft: yours to answer or to close.",
    waiting: "{0} messages over the limit wait here.", sends: "Will be sent to {0}:", approve: "Approve and send", edit: "Edit",
    send: "Send my words", back: "Cancel", reject: "Reject", close: "Close", yours: "Your words", template: "draft: template", model: "draft: {0}",
    sent: "Sent to {0}.", done: "Noted.", unknown: "Nobody knows whether it went. Look at the conversation on a phone.", arrived: "It arrived", missing: "It did not arrive",
    failed: "Not sent: {0} {1}", again: "Try again", deleted: "(deleted by the customer)", offline: "No connection; trying again soon.", why: "Why?",
    reasons: { misleading: "misleading", not_an_order: "not an order", wrong_language: "wrong language", duplicate: "duplicate", handled_elsewhere: "handled elsewhere", other: "other" },
    nodraft: { no_text: "no text", about_an_earlier_order: "about an earlier order", cancellation: "cancellation", complaint: "complaint", question: "question", stock_or_sales: "stock or sales list", nothing_ordered: "nothing ordered", over_limit: "over the limit", late: "arrived too late", future: "stamped in the future", unreadable_time: "unreadable time", group: "written in a group", deleted: "deleted by the customer", changed_afterwards: "changed after the answer", bot_disabled: "assistant is off", not_allowlisted: "no longer listed" },
  },
};

let language = localStorage.getItem("language") ?? (navigator.language.startsWith("en") ? "en" : "fr");
let token = sessionStorage.getItem("token");
let shown = "";
let editing = null; // the card whose words are being written: it is not redrawn

const $ = (id) => document.getElementById(id);
const t = (key, ...values) => values.reduce((text, value, i) => text.replace(`{${i}}`, value), words[language][key]);

function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value !== false && value !== null) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

function say(text) {
  $("said").textContent = text;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => ($("said").textContent = ""), 6000);
}

async function api(path, body, key) {
  const headers = { authorization: `Bearer ${token}` };
  if (body) Object.assign(headers, { "content-type": "application/json", "idempotency-key": key });
  const response = await fetch(`/api/${path}`, { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body) });
  return { status: response.status, body: await response.json() };
}

function left(card) {
  const minutes = Math.floor((new Date(card.window_closes_at) - Date.now()) / 60000);
  if (minutes < 0) return element("span", { class: "left soon" }, t("over"));
  const text = minutes >= 60 ? `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")}` : `${minutes} min`;
  return element("span", { class: minutes < 120 ? "left soon" : "left" }, t("left", text));
}

// Evidence counts code points in the texts joined by line ends.
function said(card) {
  const texts = card.messages.filter((m) => m.text !== null).map((m) => m.text);
  const points = [...texts.join("\n")];
  const node = element("p", { class: "said" });
  let at = 0;
  for (const e of card.gate.evidence) {
    if (e.start < at) continue;
    node.append(points.slice(at, e.start).join(""), element("mark", { title: e.kind }, points.slice(e.start, e.end).join("")));
    at = e.end;
  }
  node.append(points.slice(at).join(""));
  if (card.messages.some((m) => m.deleted)) node.append(element("em", {}, ` ${t("deleted")}`));
  return node;
}

function button(label, press, go = false) {
  return element("button", { type: "button", class: go ? "go" : null, onclick: press }, label);
}

async function decide(card, verb, body, node) {
  for (const b of node.querySelectorAll("button")) b.disabled = true;
  const key = crypto.randomUUID();
  let answer = null;
  // The same key: asked again after a lost answer, it is still one decision.
  for (let tries = 0; tries < 3 && (answer === null || answer.status === 500); tries++) {
    answer = await api(`reviews/${card.id}/${verb}`, { version: card.version, ...body }, key).catch(() => null);
  }
  editing = null;
  if (answer === null) say(t("offline"));
  else if (answer.status !== 200) say(answer.body.error.message);
  else if (answer.body.state === "sent" && verb !== "resolve") say(t("sent", answer.body.customer.name ?? ""));
  else say(t("done"));
  shown = "";
  await refresh();
}

function writing(card, node) {
  const area = element("textarea", { rows: 4, maxlength: 4096, "aria-label": t("yours") });
  area.value = card.draft?.text ?? "";
  editing = card.id;
  const press = element("div", { class: "press" },
    button(t("send"), () => area.value.trim() && decide(card, "edit", { text: area.value }, node), true),
    button(t("back"), () => { editing = null; shown = ""; refresh(); }));
  node.querySelector(".act").replaceChildren(element("label", {}, t("yours"), area), press);
  area.focus();
}

function rejecting(card, node) {
  editing = card.id;
  const choices = Object.entries(words[language].reasons).map(([code, label]) =>
    button(label, () => decide(card, "reject", { reason: code, note: null }, node)));
  node.querySelector(".act").replaceChildren(element("p", { class: "note" }, t("why")),
    element("div", { class: "press" }, ...choices, button(t("back"), () => { editing = null; shown = ""; refresh(); })));
}

function draw(card) {
  const node = element("article", { class: card.draft ? "card" : "card human", "data-card": card.id, "aria-label": card.customer.name ?? card.id });
  const act = element("div", { class: "act" });
  const at = new Date(card.received_at).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });
  node.append(element("div", { class: "top" }, element("strong", {}, card.customer.name || card.recipient || "?"), element("span", { class: "note" }, at), left(card)), said(card));
  if (card.waiting > 0) node.append(element("p", { class: "warn" }, t("waiting", card.waiting)));
  if (card.gate.why) node.append(element("p", { class: "note" }, words[language].nodraft[card.gate.why] ?? card.gate.why));
  if (card.state === "unknown") {
    node.append(element("p", { class: "warn" }, t("unknown")));
    act.append(element("div", { class: "press" },
      button(t("arrived"), () => decide(card, "resolve", { outcome: "sent" }, node)),
      button(t("missing"), () => decide(card, "resolve", { outcome: "not_sent" }, node))));
  } else {
    const error = card.delivery?.error;
    if (card.state === "failed") node.append(element("p", { class: "warn" }, t("failed", error?.title ?? "", error?.advice ?? "")));
    if (card.draft) {
      const source = card.draft.source === "model" ? t("model", card.draft.model ?? "") : t("template");
      node.append(element("p", { class: "note" }, t("sends", card.recipient ?? "?")), element("p", { class: "said" }, card.draft.text ?? ""), element("p", { class: "note" }, source));
    } else node.append(element("p", { class: "note" }, t("human")));
    act.append(element("div", { class: "press" },
      card.draft ? button(card.state === "failed" ? t("again") : t("approve"), () => decide(card, "approve", { text_sha256: card.draft.text_sha256 }, node), true) : null,
      button(t("edit"), () => writing(card, node)),
      card.state === "pending" ? button(card.draft ? t("reject") : t("close"), () => rejecting(card, node)) : null));
  }
  node.append(act);
  return node;
}

function signIn(problem) {
  const input = element("input", { type: "password", autocomplete: "current-password", required: true, id: "token" });
  const form = element("form", { class: "card", onsubmit: (event) => {
    event.preventDefault();
    token = input.value.trim();
    sessionStorage.setItem("token", token);
    shown = "";
    refresh();
  } }, element("label", {}, t("token"), input), problem ? element("p", { class: "warn" }, problem) : null, element("button", { class: "go" }, t("enter")));
  $("main").replaceChildren(form);
  $("leave").hidden = true;
  input.focus();
}

async function refresh() {
  $("title").textContent = t("title");
  $("language").textContent = t("other");
  $("leave").textContent = t("leave");
  document.documentElement.lang = language;
  if (!token) return signIn();
  const pages = await Promise.all(["unknown", "failed", "pending"].map((state) => api(`reviews?state=${state}&limit=100`))).catch(() => null);
  if (pages === null) return say(t("offline"));
  if (pages[0].status === 401) {
    token = null;
    sessionStorage.removeItem("token");
    return signIn(t("wrong"));
  }
  const cards = pages.flatMap((page) => page.body.reviews ?? []).filter((card) => card.state !== "failed" || card.may_retry);
  document.title = cards.length ? `(${cards.length}) ${t("title")}` : t("title");
  const now = language + JSON.stringify(cards) + Math.floor(Date.now() / 60000);
  if (now === shown || editing !== null) return;
  shown = now;
  $("leave").hidden = false;
  $("main").replaceChildren(...(cards.length ? cards.map(draw) : [element("p", { class: "empty" }, t("empty"))]));
}

$("language").addEventListener("click", () => {
  language = language === "fr" ? "en" : "fr";
  localStorage.setItem("language", language);
  shown = "";
  refresh();
});
$("leave").addEventListener("click", () => {
  token = null;
  sessionStorage.removeItem("token");
  refresh();
});
setInterval(refresh, 3000);
refresh();
