// The device that rings: subscribing it, the icon's badge, and notices that are dealt with.
"use strict";

(() => {
  const signedIn = document.querySelector("header.top");
  const page = document.getElementById("this-device");
  const mayRing = Boolean(document.querySelector('.who a[href="/review/notices"]'));
  const said = JSON.parse(document.body.dataset.words || "{}");
  const ASKED = "notify-asked"; // in the browser's storage: when somebody who was asked said later
  const LATER = 7 * 24 * 3600 * 1000; // milliseconds until they are asked again
  const apple = "standalone" in navigator; // Safari on iPhone and iPad alone
  const can = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  if (!signedIn) return;

  const offset = () => 0 - new Date().getTimezoneOffset();
  const csrf = () => document.querySelector('input[name="csrf"]')?.value ?? "";

  // What kind of device it is, for whoever has several.
  function device() {
    const agent = navigator.userAgent;
    const system = [["iPhone", /iPhone/], ["iPad", /iPad/], ["Android", /Android/], ["Windows", /Windows/], ["Mac", /Mac OS/], ["Linux", /Linux/]];
    const browser = [["Firefox", /Firefox/], ["Edge", /Edg/], ["Opera", /OPR/], ["Chrome", /Chrome/], ["Safari", /Safari/]];
    const named = (list) => list.find(([, pattern]) => pattern.test(agent))?.[0];
    return [named(system), named(browser)].filter(Boolean).join(" · ") || "?";
  }

  // Said again whenever the desk opens: browsers change their addresses, and clocks theirs.
  async function enrol(subscription) {
    const { endpoint, keys } = subscription.toJSON();
    const response = await fetch("/api/devices", {
      method: "POST",
      headers: { "content-type": "application/json", "x-csrf-token": csrf(), "x-requested-with": "XMLHttpRequest" },
      body: JSON.stringify({ name: device(), endpoint, p256dh: keys.p256dh, auth: keys.auth, utc_offset: offset() }),
    });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return response.json();
  }

  const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  const same = (a, b) => a.length === b.length && a.every((byte, at) => byte === b[at]);

  async function subscribe(registration, publicKey) {
    const key = bytes(publicKey);
    const before = await registration.pushManager.getSubscription();
    const known = before?.options?.applicationServerKey;
    if (before && known && same(new Uint8Array(known), key)) return before;
    await before?.unsubscribe();
    return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  }

  // The page of notices: what this device is, and the press that makes it ring.
  async function showDevice(registration) {
    const [button, state] = [document.getElementById("notify-here"), document.getElementById("notify-state")];
    const say = (text, offer) => {
      state.textContent = text;
      button.hidden = !offer;
    };
    if (!registration) return say(apple && !navigator.standalone ? said.notify_install : said.notify_unsupported, false);
    const subscription = await registration.pushManager.getSubscription();
    if (Notification.permission === "denied") say(said.notify_denied, false);
    else if (subscription && Notification.permission === "granted") say(said.notify_works, false);
    else say(said.notify_ask, true);
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        if ((await Notification.requestPermission()) !== "granted") return say(said.notify_denied, false);
        await enrol(await subscribe(registration, page.dataset.key));
        location.reload();
      } catch {
        say(said.notify_failed, true);
      } finally {
        button.disabled = false;
      }
    });
  }

  function fillClock() {
    const field = document.getElementById("utc_offset");
    if (!field) return;
    field.value = offset();
    field.type = "hidden";
    document.querySelector('label[for="utc_offset"]')?.remove();
  }

  // A time that lies ahead was noted by a clock that was wrong: it puts nothing off.
  function putOff() {
    const since = Date.now() - Number(localStorage.getItem(ASKED) ?? NaN);
    return since >= 0 && since < LATER;
  }

  // Asked on each device, above the queue alone, where there is something to ask.
  async function offer(registration) {
    const nothing = can ? Notification.permission !== "default" : !apple;
    if (!mayRing || nothing || location.pathname !== "/review" || putOff()) return;
    const answer = await fetch("/api/devices", { headers: { "x-requested-with": "XMLHttpRequest" } });
    const key = answer.ok && (await answer.json()).public_key;
    if (!key) return;
    const line = document.createElement("div");
    line.className = "offer";
    const text = document.createElement("span");
    text.textContent = said.notify_offer;
    const [yes, no] = [said.notify_yes, said.notify_no].map((name) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "plain";
      button.textContent = name;
      return button;
    });
    yes.addEventListener("click", async () => {
      // An iPhone that has no icon of the desk yet is told how.
      if (!registration) return location.assign("/review/notices");
      line.setAttribute("role", "status");
      try {
        if ((await Notification.requestPermission()) === "granted") {
          await enrol(await subscribe(registration, key));
          line.textContent = said.notify_works;
        } else line.textContent = said.notify_denied;
      } catch {
        line.textContent = said.notify_failed;
      }
    });
    no.addEventListener("click", () => {
      localStorage.setItem(ASKED, String(Date.now()));
      line.remove();
      document.getElementById("main").focus();
    });
    line.append(text, yes, no);
    document.querySelector("main h1").after(line);
    moved();
  }

  const waiting = () => Number(document.querySelector(".top .number.waiting")?.textContent ?? 0);

  // When what the queue shows was so, at the latest. A card that came after it is not missing there.
  const LOOK = 10000; // milliseconds that a look at the queue may have taken
  let asOf = performance.timeOrigin;
  let stamp = document.body.dataset.stamp;
  function noteLook() {
    const now = document.body.dataset.stamp;
    if (!now || now === stamp) return;
    stamp = now;
    asOf = Math.max(asOf, Date.now() - LOOK);
  }

  // A card that was dealt with calls nobody any more.
  async function tidy(registration) {
    const count = waiting();
    Promise.resolve(count ? navigator.setAppBadge?.(count) : navigator.clearAppBadge?.()).catch(() => {});
    const queue = document.getElementById("queue");
    const whole = queue && !queue.querySelector('a[href*="cursor="]');
    noteLook();
    for (const notification of (await registration?.getNotifications?.()) ?? []) {
      const card = document.getElementById(notification.tag);
      const gone = whole && (notification.data?.at ?? 0) < asOf;
      const answered = card ? card.dataset.state !== "pending" && card.dataset.state !== "preview" : gone;
      const done = notification.tag === "waiting" ? count === 0 && (notification.data?.at ?? 0) < asOf : notification.tag.startsWith("rev_") && answered;
      if (done) notification.close();
    }
  }

  async function begin() {
    fillClock();
    const registration = can ? await navigator.serviceWorker.register("/sw.js", { scope: "/review" }).catch(() => null) : null;
    if (page) await showDevice(registration);
    const subscription = registration && Notification.permission === "granted" ? await registration.pushManager.getSubscription() : null;
    if (subscription && mayRing) await enrol(subscription).catch(() => {});
    await offer(registration);
    let soon;
    const later = () => {
      clearTimeout(soon);
      soon = setTimeout(() => tidy(registration), 300);
    };
    new MutationObserver(later).observe(document.body, { childList: true, subtree: true, characterData: true, attributeFilter: ["data-stamp"] });
    later();
  }

  begin();
})();
