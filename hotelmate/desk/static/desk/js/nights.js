// The rate calendar: arrows go from night to night, Shift or a drag chooses several, Enter or letting go opens their form.
// Without it, each night is a link to its own form.

import { hold, letGo } from "./live.js";

const DRAG_PX = 6;
// Between which nights the keyboard has chosen, by their ids: the calendar may be fetched anew meanwhile.
let from = "";
let to = "";
let begun = null;
let dragged = false;

const calendar = () => document.getElementById("calendar");
const rows = () => [...calendar().tBodies[0].rows].map((row) => [...row.querySelectorAll(".night")]);

function place(night) {
  const all = rows();
  const row = all.findIndex((nights) => nights.includes(night));
  return { row, column: all[row].indexOf(night) };
}

// The nights between two corners; the first of each row and the last say what is asked for.
function between(one, other) {
  const [a, b] = [place(one), place(other)];
  const top = Math.min(a.row, b.row), bottom = Math.max(a.row, b.row);
  const first = Math.min(a.column, b.column), last = Math.max(a.column, b.column);
  return rows().slice(top, bottom + 1).map((nights) => nights.slice(first, last + 1));
}

function mark(one, other) {
  const chosen = new Set(between(one, other).flat());
  for (const night of calendar().querySelectorAll(".night")) {
    if (chosen.has(night)) night.setAttribute("aria-selected", "true");
    else night.removeAttribute("aria-selected");
  }
}

function markChoice() {
  if (from) mark(document.getElementById(from), document.getElementById(to));
}

function unmark() {
  from = to = "";
  for (const night of document.querySelectorAll(".night[aria-selected]")) night.removeAttribute("aria-selected");
}

function open(one, other) {
  const chosen = between(one, other);
  const query = new URLSearchParams({
    types: chosen.map((nights) => nights[0].dataset.type).join(","),
    from_date: chosen[0][0].dataset.day,
    to_date: chosen[0].at(-1).dataset.day,
  });
  if (calendar().dataset.plan) query.set("rate_plan", calendar().dataset.plan);
  htmx.ajax("GET", `${calendar().dataset.set}?${query}`, { target: "#dialog-body", swap: "innerHTML" });
}

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

document.addEventListener("keydown", (event) => {
  const night = event.target.closest?.("#calendar .night");
  if (!night) return;
  if (event.key === "Escape") unmark();
  if (event.key === "Enter" && from) {
    event.preventDefault();
    open(document.getElementById(from), night);
  }
  if (!STEPS[event.key]) return;
  event.preventDefault();
  const [down, ahead] = STEPS[event.key];
  const right = document.documentElement.dir === "rtl" ? -ahead : ahead;
  const { row, column } = place(night);
  const next = rows()[row + down]?.[column + right];
  if (!next) return;
  if (event.shiftKey) {
    from ||= night.id;
    to = next.id;
    markChoice();
  } else {
    unmark();
  }
  next.focus();
});

document.addEventListener("pointerdown", (event) => {
  const night = event.target.closest?.("#calendar .night");
  if (!night || event.button || event.pointerType !== "mouse") return;
  begun = { night, x: event.clientX, y: event.clientY };
  dragged = false;
});

document.addEventListener("pointermove", (event) => {
  if (!begun) return;
  if (!dragged && Math.hypot(event.clientX - begun.x, event.clientY - begun.y) < DRAG_PX) return;
  if (!dragged) hold();
  dragged = true;
  const over = document.elementFromPoint(event.clientX, event.clientY)?.closest("#calendar .night");
  if (over) {
    begun.over = over;
    mark(begun.night, over);
  }
});

document.addEventListener("pointerup", () => {
  if (begun && dragged) {
    letGo();
    open(begun.night, begun.over ?? begun.night);
  }
  begun = null;
});

// The click that ends a drag opens nothing of its own, and links are not dragged away.
document.addEventListener("click", (event) => {
  if (dragged && event.target.closest?.("#calendar .night")) {
    event.preventDefault();
    event.stopPropagation();
  }
  dragged = false;
}, true);
document.addEventListener("dragstart", (event) => {
  if (event.target.closest?.("#calendar")) event.preventDefault();
});
document.addEventListener("htmx:afterSwap", (event) => event.detail.target.id === "nights" && markChoice());
document.getElementById("dialog").addEventListener("close", unmark);
