// Moving a stay by the keyboard: M picks it up, arrows choose the room, Enter puts it there, Escape leaves it where it was.

import { say } from "../desk.js";
import { hold, letGo } from "../live.js";
import { put } from "./changes.js";
import { focus, reveal } from "./cursor.js";
import { slotFor } from "./drag.js";
import { barOf, isComing, isMovable, lane, roomId, roomNumber, rows, sentence } from "./grid.js";
import { Picked } from "./rooms.js";

let carried = null;

export function isCarrying() {
  return Boolean(carried);
}

export function pickUp(bar) {
  if (!isMovable(bar)) return false;
  hold();
  const places = rows().filter((row) => !row.classList.contains("retired"));
  if (isComing(bar)) places.unshift(lane());
  carried = { picked: new Picked(bar), places, home: bar.closest(".room, .lane"), slot: slotFor(bar) };
  carried.at = places.indexOf(carried.home);
  bar.classList.add("lifted");
  say(sentence("picked", { guest: carried.picked.guest }));
  return true;
}

export function key(event) {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") choose(event.key === "ArrowDown" ? 1 : -1);
  else if (event.key === "Enter") putDown();
  else if (event.key === "Escape") stop();
  else return event.key !== "Tab";
  return true;
}

async function choose(by) {
  const { places, picked, slot } = carried;
  carried.at = Math.min(Math.max(carried.at + by, 0), places.length - 1);
  const place = places[carried.at];
  slot.remove();
  if (place !== carried.home) place.querySelector(".track").append(slot);
  reveal(place.querySelector(".side b, .side"));
  const { same, other } = await picked.rooms;
  if (carried?.picked === picked && places[carried.at] === place) say(sentenceFor(place, same, other));
}

function sentenceFor(place, same, other) {
  if (place === lane()) return sentence("lane");
  const name = same.has(roomId(place)) ? "fits" : other.has(roomId(place)) ? "fits-other" : "taken";
  return sentence(name, { room: roomNumber(place) });
}

async function putDown() {
  const { picked, places, at, home } = carried;
  const place = places[at];
  if (place === home) return stop();
  tidy();
  try {
    await put(picked, place === lane() ? { isLane: true } : { row: place });
  } finally {
    letGo();
    back(picked);
  }
}

export function stop() {
  const { picked } = carried;
  tidy();
  letGo();
  say(sentence("stopped", { guest: picked.guest }));
  back(picked);
}

function tidy() {
  carried.slot.remove();
  carried.picked.bar.classList.remove("lifted");
  carried.picked.drop();
  carried = null;
}

// The focus goes along with the stay, unless a form has it.
function back(picked) {
  const bar = barOf(picked.booking);
  if (bar && !document.querySelector("dialog[open]")) focus(bar);
}
