// Dragging a bar: to another room, back to those without one, or by one of its ends to other dates.

import { put, redate } from "./changes.js";
import { barOf, bookingOf, dateOf, halfAt, isComing, isMovable, isRightToLeft, isWindow } from "./grid.js";
import { lane, length, may, placeOf, plan, setPlace, under } from "./grid.js";
import { Picked } from "./rooms.js";

const END_PX = 7;
const END_PX_FINGER = 16;
const WIDE_ENOUGH = 3;
const BACK_MS = 180;

// At which end of a bar a point lies, where dates may be changed there: "start", "end", or neither.
export function endAt(bar, x, isFinger = false) {
  if (!may("dates") || isWindow(bar) || bar.classList.contains("left") || bar.classList.contains("COMPLETED")) return "";
  const box = bar.getBoundingClientRect();
  const reach = Math.min(isFinger ? END_PX_FINGER : END_PX, box.width / WIDE_ENOUGH);
  const fromStart = isRightToLeft ? box.right - x : x - box.left;
  if (fromStart < reach && isComing(bar) && !bar.classList.contains("fb")) return "start";
  return box.width - fromStart < reach && !bar.classList.contains("go") ? "end" : "";
}

export function gestureFor(bar, event) {
  const side = endAt(bar, event.clientX, event.pointerType !== "mouse");
  if (side) return new Stretch(bar, side);
  return isMovable(bar) ? new Carry(bar, event) : null;
}

// A bar that is carried to another row: a copy follows the pointer, an outline shows where it would lie.
class Carry {
  constructor(bar, event) {
    const box = bar.getBoundingClientRect();
    this.bar = bar;
    this.offset = { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  begin() {
    this.picked = new Picked(this.bar);
    this.copy = copyOf(this.bar);
    this.slot = slotFor(this.bar);
    this.bar.classList.add("lifted");
    document.getElementById("plan-zone").hidden = !isComing(this.bar) || Boolean(this.bar.closest("#plan-lane")) || isLaneInSight();
  }

  move(x, y) {
    this.copy.style.translate = `${x - this.offset.x}px ${y - this.offset.y}px`;
    const { row, isLane, bar } = under(x, y);
    document.getElementById("plan-zone").classList.toggle("over", isLane);
    if (row && row !== this.bar.closest(".room")) row.querySelector(".track").append(this.slot);
    else this.slot.remove();
    this.target = { row, isLane, bar: bar === this.bar ? null : bar };
  }

  async end() {
    const { row, isLane } = this.target;
    this.#tidy();
    this.copy.classList.add("waiting");
    const isElsewhere = isLane || (row && row !== this.bar.closest(".room"));
    const isDone = isElsewhere && (await put(this.picked, this.target));
    this.picked.drop();
    if (isDone) this.copy.remove();
    else await this.#back();
  }

  cancel() {
    this.#tidy();
    this.picked.drop();
    this.#back();
  }

  #tidy() {
    this.slot.remove();
    document.getElementById("plan-zone").hidden = true;
  }

  // Back to where it is, which may have changed meanwhile.
  async #back() {
    const home = this.bar.isConnected ? this.bar : barOf(this.picked.booking);
    const box = (home ?? plan).getBoundingClientRect();
    const goes = this.copy.animate({ translate: `${box.left}px ${box.top}px` }, { duration: speed(), easing: "ease-out" });
    await goes.finished;
    this.copy.remove();
    this.bar.classList.remove("lifted");
  }
}

// A bar that is pulled at one end: its outline takes whole days.
class Stretch {
  constructor(bar, side) {
    this.bar = bar;
    this.side = side;
  }

  begin() {
    this.place = placeOf(this.bar);
    this.slot = slotFor(this.bar);
    this.track = this.bar.closest(".track");
    this.track.append(this.slot);
  }

  move(x) {
    const day = Math.round((halfAt(this.track, x) - 1) / 2);
    const { start, halves } = this.place;
    const isStart = this.side === "start";
    const last = isStart ? start + halves : Math.max(2 * day + 1, start + 1);
    const first = isStart ? Math.min(2 * day + 1, last - 2) : start;
    this.day = isStart ? (first - 1) / 2 : Math.max(day, Math.ceil(start / 2));
    const from = Math.max(first, 0);
    setPlace(this.slot, { start: from, halves: Math.max(Math.min(last, 2 * length) - from, 1) });
  }

  async end() {
    this.slot.remove();
    const was = this.side === "start" ? this.place.start : this.place.start + this.place.halves;
    if (2 * this.day + 1 === was) return;
    const name = this.side === "start" ? "check_in" : "check_out";
    await redate(bookingOf(this.bar), { [name]: dateOf(this.day) });
  }

  cancel() {
    this.slot.remove();
  }
}

function isLaneInSight() {
  return lane().getBoundingClientRect().bottom > document.getElementById("plan-days").getBoundingClientRect().bottom;
}

function copyOf(bar) {
  const copy = bar.cloneNode(true);
  const box = bar.getBoundingClientRect();
  copy.removeAttribute("href");
  copy.className = `${bar.className} carried`;
  copy.style.inlineSize = `${box.width}px`;
  copy.style.blockSize = `${box.height}px`;
  plan.append(copy);
  return copy;
}

// An outline of the bar, to show where it would lie.
export function slotFor(bar) {
  const slot = document.createElement("div");
  slot.className = "slot";
  setPlace(slot, placeOf(bar));
  return slot;
}

function speed() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : BACK_MS;
}
