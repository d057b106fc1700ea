// Shows what was pushed, with the desk closed. Safari shows the same payload by itself
// (src/notify/push.rs). It keeps no page and answers no request.
"use strict";

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

function read(data) {
  try {
    return data.json();
  } catch {
    return {};
  }
}

// Cards that were answered elsewhere call nobody any more. Where the list is not whole, all stay.
async function tidy(open, waiting) {
  if (!Array.isArray(open) || open.length !== waiting) return;
  for (const notification of await registration.getNotifications()) {
    if (notification.tag.startsWith("rev_") && !open.includes(notification.tag)) notification.close();
  }
}

// A push that shows nothing costs the site its permission, so one that cannot be read is shown too.
addEventListener("push", (event) => {
  const { notification = {}, app_badge: badge } = read(event.data);
  const { title = "WhatsApp", body = "", lang = "", tag = "waiting", navigate = "/review", data = {} } = notification;
  const shown = registration.showNotification(title, {
    body, lang, tag, renotify: true, icon: "/review/icon-192.png", badge: "/review/badge-96.png", data: { navigate, at: Date.now() },
  });
  // After it is shown: Chromium loses a notice that others are asked for meanwhile.
  const tidied = shown.then(() => tidy(data.open, badge));
  const counted = Number.isInteger(badge) ? navigator.setAppBadge?.(badge) : null;
  event.waitUntil(Promise.all([tidied, Promise.resolve(counted).catch(() => {})]));
});

// A window that shows another card is left alone: somebody may be typing there.
async function open(navigate) {
  const url = new URL(navigate, location.origin);
  const to = location.origin + url.pathname + url.search;
  const windows = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = windows.find((window) => window.url.split("#")[0] === to);
  return there ? there.focus() : clients.openWindow(to);
}

addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.navigate ?? "/review"));
});
