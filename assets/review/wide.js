// On a wide screen the waiting cards stand beside the card as a list: names, time left, first words.
"use strict";

(() => {
  if (!queue || !document.querySelector("header.top")) return;
  const wide = matchMedia("(min-width: 72rem)");
  const list = document.createElement("nav");
  list.className = "list";
  list.setAttribute("aria-label", document.querySelector("h1").textContent);

  const first = (card) => card.querySelector(".burst .said, .burst .attached a, .burst .attached")?.textContent.trim().slice(0, 90) ?? "";

  // Which card is before the eyes: the chosen one, or else the first on the screen.
  function current() {
    const chosen = document.activeElement?.closest("article.card");
    return chosen || cards().find((card) => card.getBoundingClientRect().bottom > 120);
  }

  function line(card) {
    const link = document.createElement("a");
    link.href = `#${card.id}`;
    const [name, left, text] = ["strong", "span", "span"].map((tag) => document.createElement(tag));
    name.textContent = card.querySelector("header a, header h2")?.textContent ?? "";
    const state = card.querySelector("header .left, header .state");
    left.textContent = state?.textContent ?? "";
    left.className = state?.className ?? "";
    text.className = "excerpt";
    text.textContent = first(card);
    link.append(name, " ", left, text);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      goOn();
      show(card);
    });
    return link;
  }

  let drawn = "";
  function draw() {
    if (!wide.matches) return;
    const now = current();
    const looks = cards().map((card) => [card.id, card.dataset.look, card === now, card.querySelector(".left")?.textContent].join()).join(";");
    if (looks === drawn) return;
    drawn = looks;
    const at = list.scrollTop;
    list.replaceChildren(...cards().map((card) => {
      const link = line(card);
      if (card === now) link.setAttribute("aria-current", "true");
      if (!open(card)) link.className = "done";
      return link;
    }));
    list.scrollTop = at;
    const chosen = list.querySelector("[aria-current]");
    if (!chosen) return;
    const [inside, box] = [chosen.getBoundingClientRect(), list.getBoundingClientRect()];
    if (inside.top < box.top) list.scrollTop += inside.top - box.top;
    else if (inside.bottom > box.bottom) list.scrollTop += inside.bottom - box.bottom;
  }

  let soon;
  const later = () => {
    cancelAnimationFrame(soon);
    soon = requestAnimationFrame(draw);
  };
  queue.before(list);
  main.classList.add("two");
  new MutationObserver(later).observe(queue, { childList: true, subtree: true, characterData: true, attributeFilter: ["data-look", "class"] });
  for (const event of ["scroll", "resize", "focusin"]) addEventListener(event, later, { passive: true });
  draw();
})();
