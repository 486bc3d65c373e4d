// On every page of the desk: what waits is sent, and what opens without the server is kept fresh.

import { send } from "./queue.js";

const EVERY_MS = 5 * 60 * 1000;
const AFTER_A_CHANGE_MS = 1_000;
const AT_MOST_EVERY_MS = 60_000;
const TRY_AGAIN_MS = 5_000;
const LAST_MOMENT_MS = 3_000;
const LAST = "desk-kept-at";

const live = document.getElementById("live");
const person = live.dataset.house;
const asOf = document.getElementById("as-of");
const opened = Date.now();
const isKept = document.documentElement.hasAttribute("data-kept");
let timer = 0;
let due = Infinity;

// The downtime sheet, and the board where it is open, as they are now.
async function keep() {
  due = Infinity;
  keepIn(EVERY_MS);
  localStorage.setItem(LAST, Date.now());
  const paths = ["/downtime/", ...(location.pathname === "/housekeeping/" ? ["/housekeeping/"] : [])];
  try {
    for (const path of paths) await fetch(path, { headers: { "X-Keep": "1" } });
    document.documentElement.dataset.keptAt = new Date().toISOString();
  } catch {
    // Out of reach: what is kept already is what there is.
  }
}

function keepIn(milliseconds) {
  if (Date.now() + milliseconds >= due) return;
  due = Date.now() + milliseconds;
  clearTimeout(timer);
  timer = setTimeout(keep, milliseconds);
}

// Something has changed: soon, but not after each of many changes, and not in each of many tabs.
function keepSoon() {
  const since = Date.now() - Number(localStorage.getItem(LAST));
  keepIn(Math.max(AFTER_A_CHANGE_MS, AT_MOST_EVERY_MS - since));
}

async function install() {
  try {
    await navigator.serviceWorker.register("/sw.js");
  } catch {
    return; // A browser that allows none shows the desk all the same, with the server.
  }
  (await navigator.serviceWorker.ready).active.postMessage({ person });
  if (navigator.serviceWorker.controller) keep();
  else navigator.serviceWorker.addEventListener("controllerchange", keep, { once: true });
  document.addEventListener("desk:event", keepSoon);
}

// From when what is in sight is: this moment, as long as the stream tells what happens.
function stamp() {
  if (isKept || live.dataset.state !== "live") return;
  const at = new Date(Date.parse(asOf.dateTime) + Date.now() - opened);
  const parts = new Intl.DateTimeFormat(document.documentElement.lang, {
    timeZone: asOf.dataset.zone,
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(at);
  const { weekday, day, month, hour, minute } = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  asOf.textContent = `${weekday} ${day} ${month} ${hour}:${minute}`;
}

// A kept copy gives way to the true page as soon as the server is back and has what was tapped; unless something is being
// filled in.
async function comeBack() {
  try {
    if ((await fetch("/healthz", { cache: "no-store" })).ok) {
      await send(person);
      if (!document.querySelector("dialog[open]")) return location.reload();
    }
  } catch {
    // Still out of reach.
  }
  setTimeout(comeBack, TRY_AGAIN_MS);
}

// Whoever signs out has what they tapped sent in their own name, if that can be.
async function signOut(event) {
  event.preventDefault();
  await Promise.race([send(person), new Promise((resolve) => setTimeout(resolve, LAST_MOMENT_MS))]);
  event.target.submit();
}

document.addEventListener("submit", (event) => event.target.matches('[action="/sign-out/"]') && signOut(event));
send(person);
addEventListener("online", () => send(person));
new MutationObserver(() => live.dataset.state === "live" && send(person)).observe(live, { attributeFilter: ["data-state"] });
document.addEventListener("click", (event) => event.target.closest("[data-print]") && print());
if (asOf) setInterval(stamp, 1000);
if (isKept) comeBack();
else if ("serviceWorker" in navigator) install();
