// The keyboard's way over the plan: one stop of the Tab key, arrows from stay to stay and from empty day to empty day, in
// the order in which they lie. An empty day under the cursor is a button of its own.

import { cellSentence, nightsOf, offer, showNights } from "./cells.js";
import { mayUseCells } from "./changes.js";
import { barsIn, inSight, isRightToLeft, length, placeOf, rows, scroller, sheet } from "./grid.js";

const PAGE = 10;
const cell = Object.assign(document.createElement("button"), { type: "button", id: "plan-cell", className: "cell" });
const range = Object.assign(document.createElement("div"), { className: "slot" });
let column = 0;
let day = 0;
let until = 0;

// All rows that the cursor can be in: the lines of the lane that are in sight, and the rooms.
function tracks() {
  return [...sheet.querySelectorAll(".lane .track"), ...rows().map((row) => row.querySelector(".track"))].filter(
    (track) => track.offsetParent && (track.closest(".room") || barsIn(track).length),
  );
}

// What can be stopped at in a track, in order: bars, and the days whose night nobody has.
function stops(track) {
  const bars = [...track.querySelectorAll(".b")].map((bar) => ({ bar, ...placeOf(bar) }));
  if (track.closest(".room") && mayUseCells()) {
    for (let number = 0; number < length; number += 1) {
      const half = 2 * number + 1;
      const isTaken = bars.some(({ bar, start, halves }) => bar && start <= half && half < start + halves);
      if (!isTaken) bars.push({ day: number, start: half, halves: 1 });
    }
  }
  return bars.filter(({ bar }) => !bar || bar.pathname).sort((one, other) => one.start - other.start);
}

function here() {
  const element = document.activeElement;
  const track = element?.closest(".track");
  if (!track || !sheet.contains(track)) return null;
  const all = stops(track);
  const index = all.findIndex((stop) => (stop.bar ? stop.bar === element : element === cell && stop.day === day));
  return { track, all, index };
}

function go(track, stop) {
  range.remove();
  if (stop.bar) focus(stop.bar);
  else goToDay(track, stop.day);
  column = stop.start;
}

function goToDay(track, number) {
  day = until = number;
  showNights(cell, { first: number, last: number + 1 });
  cell.setAttribute("aria-label", cellSentence(track.closest(".room"), number));
  track.append(cell);
  focus(cell);
}

export function focus(element) {
  for (const one of sheet.querySelectorAll("[tabindex='0']")) one.tabIndex = -1;
  element.tabIndex = 0;
  element.focus({ preventScroll: true });
  reveal(element);
}

// Into sight, out from under the days above and the rooms beside.
export function reveal(element) {
  const box = element.getBoundingClientRect();
  const { left, right, top, bottom } = inSight();
  scroller.scrollBy({
    left: box.left < left ? box.left - left : box.right > right ? Math.min(box.right - right, box.left - left) : 0,
    top: box.top < top ? box.top - top : Math.max(box.bottom - bottom, 0),
  });
}

function sideways(by) {
  const at = here();
  const next = at?.all[at.index + by];
  if (next) go(at.track, next);
}

function upAndDown(by) {
  const at = here();
  if (!at) return;
  const all = tracks();
  const wanted = Math.min(Math.max(all.indexOf(at.track) + by, 0), all.length - 1);
  const track = all[wanted];
  if (track === at.track) return;
  const under = column;
  go(track, nearest(stops(track), under));
  column = under;
}

function nearest(all, half) {
  const distance = ({ start, halves }) => (half < start ? start - half : Math.max(half - start - halves + 1, 0));
  return all.reduce((best, stop) => (distance(stop) < distance(best) ? stop : best));
}

function toEnd(isLast) {
  const at = here();
  if (at) go(at.track, at.all.at(isLast ? -1 : 0));
}

// With Shift, more nights than one.
function widen(by) {
  if (document.activeElement !== cell) return;
  until = Math.min(Math.max(until + by, 0), length);
  showNights(range, nightsOf(day, until));
  cell.before(range);
}

function openCell() {
  const box = cell.getBoundingClientRect();
  offer(cell.closest(".room"), nightsOf(day, until), { x: box.left, y: box.bottom });
}

export function key(event) {
  const forward = isRightToLeft ? "ArrowLeft" : "ArrowRight";
  const isAlong = event.key === "ArrowLeft" || event.key === "ArrowRight";
  if (isAlong) (event.shiftKey ? widen : sideways)(event.key === forward ? 1 : -1);
  else if (event.key === "ArrowDown" || event.key === "ArrowUp") upAndDown(event.key === "ArrowDown" ? 1 : -1);
  else if (event.key === "PageDown" || event.key === "PageUp") upAndDown(event.key === "PageDown" ? PAGE : -PAGE);
  else if (event.key === "Home" || event.key === "End") toEnd(event.key === "End");
  else return false;
  return true;
}

// A tap or a click on an empty day.
export function point(track, number) {
  goToDay(track, number);
}

// One stop of the Tab key in all of the plan.
export function rove() {
  const bars = barsIn(sheet);
  for (const bar of bars) bar.tabIndex = -1;
  const focused = sheet.contains(document.activeElement) ? document.activeElement : null;
  const first = focused ?? bars.find((bar) => !bar.classList.contains("COMPLETED")) ?? bars[0];
  if (first) first.tabIndex = 0;
}

cell.addEventListener("click", openCell);
