// Where things are on the plan: rows, days, half days, bars. A bar's class says where it starts (s) and how long it is (n).

export const plan = document.getElementById("plan");
export const scroller = document.getElementById("plan-scroller");
export const sheet = document.getElementById("plan-sheet");
export const length = Number(plan.dataset.length);
export const isRightToLeft = document.documentElement.dir === "rtl";
const DAY_MS = 86_400_000;
const handles = new Set(plan.dataset.handles.split(" "));
const NOT_ARRIVED = ["CONFIRMED", "PENDING_APPROVAL", "PENDING_PAYMENT"];

// Whether this person may do something by hand: assign, move, dates, book, block.
export function may(handle) {
  return handles.has(handle);
}

// A sentence of the page with its places filled in.
export function sentence(name, values = {}) {
  const text = plan.getAttribute(`data-say-${name}`) ?? "";
  return text.replace(/\{(\w+)\}/g, (place, key) => values[key] ?? place);
}

// The date of a day, counted from the first, as addresses have it.
export function dateOf(day) {
  return new Date(Date.parse(`${plan.dataset.first}T00:00:00Z`) + day * DAY_MS).toISOString().slice(0, 10);
}

// The day as people read it.
export function dayLabel(day) {
  return document.getElementById("plan-days").children[day + 1]?.dataset.label ?? dateOf(day);
}

export function today() {
  return Math.round((Date.parse(plan.dataset.today) - Date.parse(plan.dataset.first)) / DAY_MS);
}

export function bookingOf(bar) {
  return decodeURIComponent(bar.pathname.split("/").at(-2));
}

export function addressOf(action, bookingId) {
  return plan.dataset.booking.replace("BOOKING", encodeURIComponent(bookingId)).replace("ACTION", action);
}

export function barsIn(element) {
  return [...element.querySelectorAll("a.b")];
}

export function barOf(bookingId) {
  return barsIn(sheet).find((bar) => !bar.classList.contains("w") && isNow(bar) && bookingOf(bar) === bookingId);
}

// The nights that a stay has now or will have, not those that a move left behind.
function isNow(bar) {
  return !bar.classList.contains("left");
}

export function isWindow(bar) {
  return bar.classList.contains("w");
}

export function isInHouse(bar) {
  return bar.classList.contains("IN_HOUSE") && isNow(bar);
}

export function isComing(bar) {
  return NOT_ARRIVED.some((status) => bar.classList.contains(status));
}

// Whether this person may put the stay into another room.
export function isMovable(bar) {
  return (isComing(bar) && may("assign")) || (isInHouse(bar) && may("move"));
}

export function placeOf(bar) {
  const [, start] = /(?:^| )s(\d+)/.exec(bar.className);
  const [, halves] = /(?:^| )n(\d+)/.exec(bar.className);
  return { start: Number(start), halves: Number(halves) };
}

export function overlap(one, other) {
  const [first, second] = [placeOf(one), placeOf(other)];
  return first.start < second.start + second.halves && second.start < first.start + first.halves;
}

export function setPlace(element, { start, halves }) {
  element.className = `${element.className.replace(/(^| )[sn]\d+(?= |$)/g, "")} s${start} n${halves}`.trim();
}

// The part of a track that lies under a point, as a number of half days from the first.
export function halfAt(track, x) {
  const box = track.getBoundingClientRect();
  const along = isRightToLeft ? box.right - x : x - box.left;
  return Math.min(Math.max(along / (box.width / (2 * length)), 0), 2 * length);
}

export function dayAt(track, x) {
  return Math.min(Math.floor(halfAt(track, x) / 2), length - 1);
}

export function rows() {
  return [...sheet.querySelectorAll(".room")];
}

export function roomId(row) {
  return row.id.slice("row-".length);
}

export function roomNumber(row) {
  return row.dataset.room;
}

export function lane() {
  return document.getElementById("plan-lane");
}

// What lies under a point: a room's row, the lane, or nothing to drop on; and the bar there.
export function under(x, y) {
  const element = document.elementFromPoint(x, y);
  return {
    row: element?.closest(".room:not(.retired)") ?? null,
    isLane: Boolean(element?.closest("#plan-lane, #plan-zone")),
    bar: element?.closest("a.b") ?? null,
  };
}

// Where rows can be seen: below the days, and beside the rooms' numbers.
export function inSight() {
  const { left, right, top, bottom } = scroller.getBoundingClientRect();
  const head = document.getElementById("plan-days").firstElementChild.getBoundingClientRect();
  const beside = isRightToLeft ? { left, right: right - head.width } : { left: left + head.width, right };
  return { ...beside, top: top + head.height, bottom };
}
