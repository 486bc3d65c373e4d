// Keeps the plan up to date: asks what has changed since the number of the log up to which it is known, and puts in the
// rows that come. However much happens at once, one question is on its way at a time.

import { barsIn, bookingOf, isWindow, plan, sheet } from "./grid.js";

let asking = null;
let wanted = false;
const listeners = [];

// After each time that something new was put in.
export function onNews(work) {
  listeners.push(work);
}

export function refresh() {
  wanted = true;
  asking ??= askUntilLevel().finally(() => (asking = null));
  return asking;
}

async function askUntilLevel() {
  while (wanted) {
    wanted = false;
    await ask();
  }
}

async function ask() {
  const { news, seq, first, length, by, today } = plan.dataset;
  const query = new URLSearchParams({ since: seq, from: first, days: length, by, day: today });
  const answer = await fetch(`${news}?${query}`, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
  if (!answer) return;
  // Whoever was signed out meanwhile finds the sign-in page.
  if (answer.redirected || !answer.ok) return answer.redirected ? location.reload() : undefined;
  const html = answer.status === 204 ? "" : await answer.text();
  plan.dataset.seq = answer.headers.get("Plan-Seq");
  plan.dataset.today = answer.headers.get("Plan-Day");
  if (!html) return;
  const focused = focusedNow();
  if (answer.headers.get("Plan-Whole")) sheet.innerHTML = html;
  else putIn(html, new Set((answer.headers.get("Plan-Bookings") ?? "").split(" ")));
  for (const work of listeners) work();
  focused?.();
}

function putIn(html, bookings) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const fresh = [...template.content.children];
  // These bookings are in the rows that have come, and nowhere else.
  const left = new Set(fresh.map((element) => element.id));
  for (const bar of barsIn(sheet)) {
    if (!isWindow(bar) && bookings.has(bookingOf(bar)) && !left.has(bar.closest("[id]").id)) bar.remove();
  }
  for (const element of fresh) document.getElementById(element.id)?.replaceWith(element);
}

// How to give the focus back to what had it, wherever it stands afterwards.
function focusedNow() {
  const element = document.activeElement;
  if (!sheet.contains(element)) return null;
  if (element.id) return () => restore(document.getElementById(element.id));
  if (!element.pathname) return null;
  const { pathname } = element;
  return () => restore(barsIn(sheet).find((bar) => bar.pathname === pathname && !bar.classList.contains("left")));
}

function restore(element) {
  if (element && document.activeElement !== element) element.focus({ preventScroll: true });
}

plan.addEventListener("desk:refresh", (event) => {
  if (event.target === plan) refresh();
});
