// Empty days of a room: picked by dragging over them, by a tap, or with the keyboard; then a booking or a window is begun.

import { block, book, mayUseCells } from "./changes.js";
import { dayAt, dayLabel, length, roomNumber, sentence, setPlace, today } from "./grid.js";

const MARGIN_PX = 8;
const choices = document.getElementById("plan-choices");
let chosen = null;

export function cellsFor(track, event) {
  const row = track.closest(".room:not(.retired)");
  return row && mayUseCells() ? new Sweep(row, track, dayAt(track, event.clientX)) : null;
}

class Sweep {
  constructor(row, track, day) {
    Object.assign(this, { row, track, day });
  }

  begin() {
    this.slot = Object.assign(document.createElement("div"), { className: "slot" });
    this.track.append(this.slot);
  }

  move(x) {
    const other = dayAt(this.track, x);
    this.nights = nightsOf(this.day, other);
    showNights(this.slot, this.nights);
  }

  end(x, y) {
    offer(this.row, this.nights, { x, y, slot: this.slot });
  }

  cancel() {
    this.slot.remove();
  }
}

// From noon of the first day to noon of the last; one day alone is one night. What is past is left out.
export function nightsOf(one, other) {
  const first = Math.max(Math.min(one, other), today());
  return { first, last: Math.max(Math.max(one, other), first + 1) };
}

export function showNights(slot, { first, last }) {
  const start = 2 * first + 1;
  setPlace(slot, { start: Math.max(start, 0), halves: Math.max(Math.min(2 * last + 1, 2 * length) - start, 1) });
}

// Ask what these nights are to be, beside the point.
export function offer(row, nights, { x, y, slot = null }) {
  close();
  chosen = { row, nights, slot };
  const names = { room: roomNumber(row), first: dayLabel(nights.first), last: dayLabel(nights.last) };
  document.getElementById("plan-choices-for").textContent = sentence("cells", names);
  // Not before the pointer's event is over, which would close it at once.
  requestAnimationFrame(() => showAt(x, y));
}

function showAt(x, y) {
  choices.showPopover();
  const box = choices.getBoundingClientRect();
  choices.style.left = `${Math.max(MARGIN_PX, Math.min(x, innerWidth - box.width - MARGIN_PX))}px`;
  choices.style.top = `${Math.max(MARGIN_PX, Math.min(y + MARGIN_PX, innerHeight - box.height - MARGIN_PX))}px`;
  buttons()[0].focus();
}

function buttons() {
  return [...choices.querySelectorAll("button")];
}

function close() {
  chosen?.slot?.remove();
  chosen = null;
}

function pick(event) {
  const begin = event.target.closest("#plan-choose-book") ? book : event.target.closest("#plan-choose-block") ? block : null;
  if (!begin) return;
  const { row, nights } = chosen;
  choices.hidePopover();
  begin(row, nights.first, nights.last);
}

export function listen() {
  choices.addEventListener("click", pick);
  choices.addEventListener("toggle", (event) => event.newState === "closed" && close());
  choices.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    const all = buttons();
    all[(all.indexOf(document.activeElement) + 1) % all.length].focus();
  });
}

export function cellSentence(row, day) {
  return sentence("cell", { room: roomNumber(row), day: dayLabel(day) });
}

