// The room plan by hand: what a pointer or a key on it begins.

import * as carry from "./carry.js";
import * as cells from "./cells.js";
import * as cursor from "./cursor.js";
import { endAt, gestureFor } from "./drag.js";
import { follow } from "./gesture.js";
import { dayAt, isComing, plan, scroller, sheet } from "./grid.js";
import { onNews } from "./news.js";
import { Picked } from "./rooms.js";
import { fold, keepPlace, showFolded } from "./view.js";

let shown = null;

sheet.addEventListener("pointerdown", (event) => {
  const bar = event.target.closest("a.b");
  const track = event.target.closest(".track");
  const gesture = bar ? gestureFor(bar, event) : track && !event.target.closest(".b") ? cells.cellsFor(track, event) : null;
  if (gesture) follow(event, gesture);
});

// A pointer over an end that can be pulled shows it.
sheet.addEventListener("pointermove", (event) => {
  const bar = event.target.closest("a.b");
  if (bar && !event.buttons) bar.classList.toggle("at-end", endAt(bar, event.clientX) !== "");
});

sheet.addEventListener("click", (event) => {
  const bar = event.target.closest("a.b");
  if (bar && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    open(bar);
  } else if (event.target.closest(".fold")) {
    fold();
  } else if (event.target.classList.contains("track") && event.target.closest(".room:not(.retired)")) {
    tap(event.target, event);
  }
});

function open(bar) {
  const target = bar.classList.contains("w") ? "#dialog-body" : "#drawer-body";
  htmx.ajax("GET", bar.pathname, { target, swap: "innerHTML" });
}

// An empty day: the cursor goes there; a finger has no other way to open it.
function tap(track, event) {
  const day = dayAt(track, event.clientX);
  cursor.point(track, day);
  if (event.pointerType === "touch") document.getElementById("plan-cell").click();
}

sheet.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !event.target.closest(".track")) return;
  const bar = event.target.closest("a.b");
  const isPicking = bar && event.key.toLowerCase() === "m" && !carry.isCarrying();
  const isTaken = carry.isCarrying() ? carry.key(event) : isPicking ? carry.pickUp(bar) : cursor.key(event);
  if (isTaken) event.preventDefault();
});

// Somebody without a room under the cursor: the rooms that would take them.
sheet.addEventListener("focusin", (event) => {
  if (carry.isCarrying() || plan.classList.contains("busy")) return;
  const bar = event.target.closest(".lane a.b");
  shown?.drop();
  shown = bar && isComing(bar) && bar.matches(":focus-visible") ? new Picked(bar) : null;
});
sheet.addEventListener("focusout", () => (shown = shown?.drop() ?? null));

document.getElementById("plan-from").addEventListener("change", (event) => {
  if (event.target.value) event.target.form.requestSubmit();
});

onNews(cursor.rove);
onNews(showFolded);
cells.listen();
cursor.rove();
showFolded();
keepPlace(scroller);
