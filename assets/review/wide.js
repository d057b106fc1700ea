// On a wide screen a list stands beside one card. Without this script the list's links show the card
// that they name; here they do so without leaving what is typed, and keys move through the list.
"use strict";

const side = (() => {
  const list = document.querySelector(".list");
  const screen = matchMedia("(min-width: 72rem)");
  const on = () => Boolean(list && screen.matches);
  if (!list) return { on, choose() {}, chosen: () => null, here: () => null, renew() {} };

  const all = () => [...queue.querySelectorAll("article.card")];
  const chosen = () => queue.querySelector("article.card.chosen");
  const lineOf = (id) => list.querySelector(`a[data-of="${id}"]`);
  const cardOf = (line) => line && document.getElementById(line.dataset.of);

  function choose(card) {
    const was = chosen();
    if (was !== card) {
      was?.classList.remove("chosen");
      was?.style.removeProperty("margin-top");
      card.classList.add("chosen");
      // The browser goes to what the address names: not where nobody chose yet.
      if (was && on()) history.replaceState(history.state, "", `#${card.id}`);
    }
    for (const fold of [card.closest("details"), lineOf(card.id)?.closest("details")]) if (fold) fold.open = true;
    mark(card);
    if (!on()) return;
    const next = all()[all().indexOf(card) + 1];
    for (const near of [card, next]) if (near?.matches(".brief")) whole(near).catch(() => {});
  }

  function mark(card) {
    for (const line of list.querySelectorAll("[aria-current]")) line.removeAttribute("aria-current");
    const line = lineOf(card.id);
    if (!line) return;
    line.setAttribute("aria-current", "true");
    const [at, box] = [line.getBoundingClientRect(), list.getBoundingClientRect()];
    if (at.top < box.top) list.scrollTop += at.top - box.top;
    else if (at.bottom > box.bottom) list.scrollTop += at.bottom - box.bottom;
  }

  let begun = false; // nothing is gone before the first look
  // How each card stands, in the order of the cards; there is always one to look at.
  function follow() {
    for (const line of list.querySelectorAll("a")) if (!cardOf(line)) line.remove();
    for (const card of all()) {
      const [line, state] = [lineOf(card.id), card.querySelector(":scope > header > .state")];
      if (!line || !state || line.querySelector(".state").textContent === state.textContent) continue;
      line.querySelector(".left")?.remove();
      line.querySelector(".state").replaceWith(state.cloneNode(true));
      line.classList.toggle("done", card.dataset.state !== "failed" && card.dataset.state !== "unknown");
    }
    const focused = document.activeElement;
    let last = list.querySelector(".count");
    for (const line of all().map((card) => lineOf(card.id)).filter((line) => line?.parentElement === list)) {
      if (last.nextElementSibling !== line) last.after(line);
      last = line;
    }
    if (list.contains(focused)) focused.focus({ preventScroll: true });
    const one = chosen();
    const to = one || all().find(open) || all()[0];
    if (to) choose(to);
    // Nobody chose what takes the place of a card that is gone.
    if (to && !one && begun && on()) moved();
    begun = true;
  }

  // Lines of new cards come with the page that brings the cards, and new words of old ones.
  function renew(fresh) {
    if (!fresh) return;
    let fold = list.querySelector("details");
    const folded = fresh.querySelector("details");
    if (folded && !fold) {
      fold = document.createElement("details");
      fold.append(document.createElement("summary"));
      list.append(fold);
    }
    if (folded) fold.querySelector("summary").textContent = folded.querySelector("summary").textContent;
    for (const now of fresh.querySelectorAll("a")) {
      const [line, place] = [lineOf(now.dataset.of) || now, folded?.contains(now) ? fold : list];
      if (line !== now) line.replaceChildren(...now.childNodes);
      if (line.parentElement !== place) place.append(line);
    }
    if (fold && !fold.querySelector("a")) fold.remove();
    list.querySelector(".count").replaceWith(fresh.querySelector(".count"));
    follow();
    countDown();
  }

  list.addEventListener("click", (event) => {
    const card = cardOf(event.target.closest("a"));
    if (!card || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    goOn();
    show(card);
  });
  list.addEventListener("toggle", ({ target }) => {
    const fold = queue.querySelector("details.put-off");
    if (fold) fold.open = target.open;
  }, true);

  // Arrows move through the list while nothing else is chosen; Escape leads from the card to its line.
  const inList = () => list.contains(document.activeElement);
  const nowhere = () => [document.body, main].includes(document.activeElement);
  addEventListener("keydown", (event) => {
    if (!on() || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const one = chosen();
    if (event.key === "Escape" && one?.contains(document.activeElement)) return lineOf(one.id)?.focus();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !(inList() || nowhere())) return;
    event.preventDefault();
    const to = inList() && cards()[cards().indexOf(one) + step];
    if (to) {
      goOn();
      choose(to);
      clear();
      aside();
      moved();
    }
    lineOf(chosen()?.id)?.focus({ preventScroll: true });
  });

  main.classList.add("two");
  new MutationObserver(follow).observe(queue, { childList: true, subtree: true, attributeFilter: ["data-state"] });
  screen.addEventListener("change", follow);
  const named = all().find((card) => `#${card.id}` === location.hash);
  if (named) choose(named);
  follow();
  return { on, choose, chosen: () => (on() ? chosen() : null), here: () => (on() && inList() ? chosen() : null), renew };
})();
