// Where things stand: the room that a decided card keeps, and where a notice lies.
"use strict";

// Down to where the screen is seen: the bar under the thumb lies over the rest.
function lowest() {
  const bar = document.querySelector(".top nav");
  return bar && getComputedStyle(bar).position === "fixed" ? bar.getBoundingClientRect().top : innerHeight;
}

// Whoever just pressed may press once more. So what takes a card's place takes its room as well:
// nothing below it rises, and no other customer's Send button comes under the finger. The card
// itself is only as high as what it says. The rest of its room is bare page below it, and above it
// where it would be out of sight: the card is where the eyes are. The room goes when somebody goes
// on to the next card, or scrolls, once the finger is off the screen. Buttons rest then, and the room
// stays if without it a button would come to lie where the finger was.
const room = (() => {
  const kept = new WeakMap(); // pixels above and below each card
  const EDGE = 8; // pixels

  function hold(card, above, below) {
    kept.set(card, { above, below });
    card.classList.add("kept");
    card.style.setProperty("--above", `${above}px`);
    card.style.setProperty("--below", `${below}px`);
  }

  function drop(card) {
    kept.delete(card);
    card.classList.remove("kept");
  }

  // What a card takes up.
  const of = (card) => ({ height: card.getBoundingClientRect().height + (kept.get(card)?.below ?? 0), above: kept.get(card)?.above ?? 0 });

  // Puts a card in the place of another, which had this room. More than enough stands below it while
  // it is measured, or a page that gets shorter would scroll. `decided`: by a press just now, so that
  // the eyes are here.
  function keep(before, card, change, decided) {
    hold(card, 0, before.height);
    change();
    const { top, bottom, height } = card.getBoundingClientRect();
    const spare = before.height - height;
    if (spare < 1) return drop(card);
    const above = decided ? Math.min(lowest() - EDGE - bottom, EDGE - top) : before.above;
    const shift = Math.max(0, Math.min(spare, above));
    hold(card, shift, spare - shift);
  }

  const all = () => [...document.querySelectorAll("article.card.kept")];
  // Where every card that is on the screen begins.
  const seen = () => cards().map((card) => (card.querySelector(":scope > header") || card).getBoundingClientRect().top).filter((top) => top < innerHeight).join();

  function over() {
    const was = seen();
    for (const card of all().filter((card) => !("busy" in card.dataset))) {
      const { above, below } = kept.get(card);
      still(() => drop(card));
      if (underFinger("form[data-decide] button").some((button) => !card.contains(button))) still(() => hold(card, above, below));
    }
    if (seen() !== was) moved();
    aside();
  }

  let [fingers, scrolled, byScript] = [0, false, scrollY];
  const release = () => {
    if (!scrolled || fingers) return;
    scrolled = false;
    over();
  };
  addEventListener("scroll", () => {
    if (Math.abs(scrollY - byScript) <= 1 || !all().length) return;
    scrolled = true;
    release();
  }, { passive: true });
  for (const touch of ["touchstart", "touchend", "touchcancel"]) addEventListener(touch, ({ touches }) => { fingers = touches.length; release(); }, { passive: true });

  return { keep, of, drop: () => all().forEach(drop), scrolledByScript: () => { byScript = scrollY; } };
})();

const notices = document.querySelector(".notices");

// A notice lies over the page: where nothing is written if there is such a place, else over what can
// be done without just now, and never over a button that sends or takes back.
const SENDS = ["button.primary, button.next, .take"];
const ADVICE = [".trouble, .warning, .moved, .doubt, .alarm", ...SENDS];
const PRESSED = ["button, .button, .quiet a, input, select, textarea, summary", ...ADVICE];
const TOLD = [".decided, .caution", ...PRESSED];
const WRITTEN = ["h1, h2, h3, p, li, dt, dd, blockquote, td, th, label, a", ...TOLD];
function aside() {
  if (!notices?.childElementCount) return;
  notices.style.bottom = "";
  notices.classList.remove("unsaid");
  const GAP = 8; // pixels
  const { left, right, bottom, height } = notices.getBoundingClientRect();
  const onScreen = (element) => {
    const at = element.getBoundingClientRect();
    return at.height > 0 && at.bottom > 0 && at.top < bottom && at.left < right && at.right > left && !element.closest(".notices") && getComputedStyle(element).visibility !== "hidden";
  };
  // What stands on the screen; of a long queue, only the cards there.
  const roots = [...document.querySelectorAll("main > :not(#queue, .list), article.card, .take")].filter(onScreen);
  for (const kinds of [WRITTEN, TOLD, PRESSED, ADVICE, SENDS]) {
    const what = kinds.join();
    const boxes = roots.flatMap((root) => [root, ...root.querySelectorAll(what)]).filter((element) => element.matches(what) && onScreen(element))
      .map((element) => element.getBoundingClientRect()).sort((a, b) => b.top - a.top);
    let low = bottom;
    for (const box of boxes) if (box.bottom > low - height && box.top < low) low = box.top - GAP;
    if (low - height < GAP && kinds !== SENDS) continue;
    // On a screen so low that it would cover the advice, the card that it tells of says it itself.
    const card = document.getElementById(notices.querySelector("a")?.href.split("/").at(-1));
    if (kinds === SENDS && card && [...card.querySelectorAll(".trouble, .decided")].some(onScreen)) notices.classList.add("unsaid");
    if (low !== bottom) notices.style.bottom = `${document.documentElement.clientHeight - low}px`;
    return;
  }
}
addEventListener("scroll", aside, { passive: true });
addEventListener("resize", aside);
