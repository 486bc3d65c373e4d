// One gesture of a pointer at a time: with a mouse it begins when it has moved a little, with a finger after a long press,
// so that the plan still scrolls under it. At the edges the plan scrolls by itself. Escape ends it without effect.

import { hold, letGo } from "../live.js";
import { inSight, plan, scroller } from "./grid.js";

const MOUSE_PX = 4;
const FINGER_PX = 10;
const LONG_PRESS_MS = 350;
const EDGE_PX = 48;
const SCROLL_PX = 14;

let current = null;

// `gesture` has begin(), move(x, y), end(x, y) and cancel(); `end` may take its time, and nothing is refreshed until it is over.
export function follow(event, gesture) {
  if (current || event.button !== 0 || !event.isPrimary) return;
  current = { gesture, pointer: event.pointerId, touch: event.pointerType !== "mouse", x: event.clientX, y: event.clientY };
  current.from = { x: event.clientX, y: event.clientY };
  if (current.touch) current.timer = setTimeout(begin, LONG_PRESS_MS);
  for (const [type, listener] of LISTENERS) document.addEventListener(type, listener);
}

export function isBusy() {
  return Boolean(current?.isOn);
}

function begin() {
  current.isOn = true;
  hold();
  plan.classList.add("busy");
  current.gesture.begin();
  current.gesture.move(current.x, current.y);
  if (current.touch) navigator.vibrate?.(15);
  requestAnimationFrame(scrollAtEdges);
}

function moved(event) {
  if (event.pointerId !== current.pointer) return;
  current.x = event.clientX;
  current.y = event.clientY;
  const far = Math.hypot(current.x - current.from.x, current.y - current.from.y);
  if (current.isOn) current.gesture.move(current.x, current.y);
  else if (current.touch && far > FINGER_PX) stop();
  else if (!current.touch && far > MOUSE_PX) begin();
}

async function lifted(event) {
  if (event.pointerId !== current.pointer) return;
  const { gesture, isOn } = current;
  stop();
  if (!isOn) return;
  swallowClick();
  try {
    await gesture.end(event.clientX, event.clientY);
  } finally {
    letGo();
  }
}

function givenUp(event) {
  if (event.type === "pointercancel" && event.pointerId !== current.pointer) return;
  if (event.type === "keydown" && event.key !== "Escape") return;
  const { gesture, isOn } = current;
  stop();
  if (!isOn) return;
  event.preventDefault();
  gesture.cancel();
  letGo();
}

function stop() {
  clearTimeout(current.timer);
  for (const [type, listener] of LISTENERS) document.removeEventListener(type, listener);
  plan.classList.remove("busy");
  current = null;
}

const LISTENERS = [
  ["pointermove", moved],
  ["pointerup", lifted],
  ["pointercancel", givenUp],
  ["keydown", givenUp],
];

// What ends a gesture is no click on what lies there.
function swallowClick() {
  const swallow = (event) => (event.preventDefault(), event.stopPropagation());
  document.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => document.removeEventListener("click", swallow, { capture: true }), 50);
}

function scrollAtEdges() {
  if (!isBusy()) return;
  const { left, right, top, bottom } = inSight();
  const by = { left: step(current.x, left, right), top: step(current.y, top, bottom) };
  if (by.left || by.top) {
    scroller.scrollBy(by);
    current.gesture.move(current.x, current.y);
  }
  requestAnimationFrame(scrollAtEdges);
}

function step(at, start, end) {
  if (at < start + EDGE_PX) return -SCROLL_PX;
  return at > end - EDGE_PX ? SCROLL_PX : 0;
}

// While a finger drags, the page does not scroll under it; a long press opens no menu of the browser's.
scroller.addEventListener("touchmove", (event) => isBusy() && event.cancelable && event.preventDefault(), { passive: false });
scroller.addEventListener("contextmenu", (event) => current?.touch && event.preventDefault());
scroller.addEventListener("dragstart", (event) => event.preventDefault());
