// Keeps the page of a booking up to date: told by the booking's event stream, and asking now and then without it.

const ASK_EVERY_MS = 20_000;
const ASK_RARELY_MS = 120_000;
const EVENTS = [
  "booking_confirmed", "booking_payment_required", "booking_declined", "booking_expired", "booking_cancelled",
  "booking_room_assigned", "booking_room_ready", "booking_room_moved", "booking_checked_in", "booking_checked_out",
];

let refreshing = false;
let again = false;
let timer = 0;
let streaming = false;

async function refresh() {
  if (refreshing) {
    again = true;
    return;
  }
  refreshing = true;
  try {
    const answer = await fetch(location.pathname + chosenLanguage(), { headers: { Accept: "text/html" }, cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("live");
    const shown = document.getElementById("live");
    if (answer.ok && fresh && shown && withoutForms(fresh) !== withoutForms(shown)) {
      const focused = shown.contains(document.activeElement) ? document.activeElement.id : "";
      shown.replaceWith(fresh);
      document.title = page.title;
      if (focused) document.getElementById(focused)?.focus();
      document.getElementById("said").textContent = fresh.querySelector("h1").textContent;
    }
  } catch {
    // No connection: the next look tells.
  } finally {
    refreshing = false;
    if (again) {
      again = false;
      refresh();
    }
  }
}

// What else the address says was said once: that something was saved, or paid.
function chosenLanguage() {
  const language = new URLSearchParams(location.search).get("lang");
  return language ? `?lang=${encodeURIComponent(language)}` : "";
}

// Each copy of a form has a key of its own, which says nothing about the booking.
function withoutForms(element) {
  const copy = element.cloneNode(true);
  copy.querySelectorAll("input[type=hidden], .notice").forEach((one) => one.remove());
  return copy.innerHTML.replace(/\s+/g, " ").trim();
}

function askLater() {
  clearTimeout(timer);
  timer = setTimeout(async () => {
    if (!document.hidden) await refresh();
    askLater();
  }, streaming ? ASK_RARELY_MS : ASK_EVERY_MS);
}

function listen(address) {
  const stream = new EventSource(address);
  stream.addEventListener("open", () => {
    streaming = true;
    document.documentElement.dataset.live = "stream";
    refresh();
    askLater();
  });
  stream.addEventListener("error", () => {
    streaming = false;
    document.documentElement.dataset.live = "polling";
    askLater();
  });
  for (const name of EVENTS) stream.addEventListener(name, refresh);
}

document.documentElement.dataset.live = "polling";
document.addEventListener("visibilitychange", () => document.hidden || refresh());
askLater();
const start = document.getElementById("live");
if (start?.dataset.stream) listen(start.dataset.stream);
