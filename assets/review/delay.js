// A moment to take a press back. Whoever wants it sets it in their browser, on the page of notices.
// Until it is over nothing is posted: the wait is in this page alone.
"use strict";

const WAIT = "take-back-seconds"; // in the browser's storage: 3 to 10, or nothing
const LEFT = "take-back-left"; // in the tab's storage: to whom nothing went, because the page was left
const wait = (() => {
  const texts = {
    fr: {
      button: (left) => `Reprendre (${left})`, going: (who) => `Pas encore parti : ${who}`, left: (who) => `Rien n'est parti (vous avez quitté la page pendant l'attente) : ${who}`,
      back: "Repris : rien n'est parti.", title: "Un moment pour reprendre", label: "Attente avant l'envoi, dans ce navigateur", none: "aucune", seconds: (n) => `${n} secondes`,
      means: "Après chaque appui sur « Envoyer », rien ne part pendant ce temps, et un bouton permet de reprendre. Quitter la page annule l'envoi.",
    },
    en: {
      button: (left) => `Take it back (${left})`, going: (who) => `Not sent yet: ${who}`, left: (who) => `Nothing was sent (you left the page during the wait): ${who}`,
      back: "Taken back: nothing was sent.", title: "A moment to take it back", label: "Wait before sending, in this browser", none: "none", seconds: (n) => `${n} seconds`,
      means: "After each press of Send nothing goes out for this long, and one button takes it back. Leaving the page cancels.",
    },
  }[document.documentElement.lang];

  const seconds = () => {
    const chosen = Number(localStorage.getItem(WAIT));
    return chosen >= 3 && chosen <= 10 ? chosen : 0;
  };
  const who = (form) => form.closest("article.card").querySelector("h2, h3").textContent;
  let running = null; // one wait at a time

  // Resolves to whether the press goes on.
  function before(form) {
    const length = seconds();
    if (!length || !texts) return Promise.resolve(true);
    running?.cancel();
    return new Promise((resolve) => {
      const [bar, line, button] = ["div", "p", "button"].map((name) => document.createElement(name));
      bar.className = "take";
      button.type = "button";
      button.className = "take-back";
      line.className = "caution";
      line.setAttribute("role", "status");
      line.textContent = texts.going(who(form));
      bar.append(line, button);
      const sender = form.querySelector("button.primary");
      // It keeps its place: nothing moves.
      sender.classList.add("waits");
      sender.after(bar);
      aside();
      const ends = Date.now() + length * 1000;
      const tick = () => {
        const left = Math.ceil((ends - Date.now()) / 1000);
        if (left <= 0) return end(true);
        button.textContent = texts.button(left);
      };
      const timer = setInterval(tick, 200);
      function end(goes) {
        if (running?.end !== end) return;
        running = null;
        clearInterval(timer);
        bar.remove();
        sender.classList.remove("waits");
        resolve(goes);
      }
      running = { end, cancel: () => end(false), who: who(form) };
      button.addEventListener("click", () => {
        end(false);
        notice(texts.back);
        sender.focus({ preventScroll: true });
        moved();
      });
      tick();
      button.focus({ preventScroll: true });
      moved();
    });
  }

  // A page that is left, or put away on a phone, must not send later.
  function leave() {
    if (!running) return;
    sessionStorage.setItem(LEFT, running.who);
    running.cancel();
  }
  addEventListener("pagehide", leave);
  addEventListener("beforeunload", leave);
  document.addEventListener("visibilitychange", () => { if (document.hidden) leave(); else tellLeft(); });
  function tellLeft() {
    const name = sessionStorage.getItem(LEFT);
    if (!name || !texts) return;
    sessionStorage.removeItem(LEFT);
    notice(texts.left(name), true);
  }
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !running) return;
    event.preventDefault();
    running.cancel();
    notice(texts.back);
  });

  function setting() {
    if (!texts || location.pathname !== "/review/notices") return;
    const section = document.createElement("section");
    const [title, means, label, select] = ["h2", "p", "label", "select"].map((name) => document.createElement(name));
    section.className = "stack";
    title.textContent = texts.title;
    means.className = "hint";
    means.textContent = texts.means;
    label.htmlFor = select.id = "take-back";
    label.textContent = texts.label;
    for (const n of [0, 3, 5, 10]) select.append(new Option(n ? texts.seconds(n) : texts.none, n, false, n === seconds()));
    select.addEventListener("change", () => {
      if (Number(select.value)) localStorage.setItem(WAIT, select.value);
      else localStorage.removeItem(WAIT);
    });
    section.append(title, means, label, select);
    main.append(section);
  }

  setting();
  tellLeft();
  return { before };
})();
