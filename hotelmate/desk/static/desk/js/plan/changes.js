// What a drop asks for, as the deeds of bookings and windows: at once where nothing is to be asked, otherwise in a dialog.

import { post } from "../desk.js";
import { addressOf, bookingOf, dateOf, isComing, isInHouse, may, overlap, plan, roomId } from "./grid.js";
import { refresh } from "./news.js";

// Put a picked stay into a room, or back among those without one. True when it was done.
export async function put(picked, { row = null, isLane = false, bar = null }) {
  if (isLane) return picked.bar.closest("#plan-lane") ? false : doNow("unassign_room", picked.booking);
  if (isInHouse(picked.bar)) return move(picked, row, bar);
  if (bar && isComing(bar) && !picked.bar.closest("#plan-lane") && overlap(picked.bar, bar)) return exchange(picked, bar);
  const rooms = await picked.rooms;
  const room = { room_id: roomId(row) };
  // Another type than was sold is confirmed in the form.
  if (rooms.other.has(roomId(row))) return ask(addressOf("assign_room", picked.booking), { ...room, allow_other_type: "on" });
  return doNow("assign_room", picked.booking, room);
}

// Onto somebody who is to come on some of the same nights: the two change rooms.
function exchange(picked, bar) {
  const names = { BOOKING: picked.booking, OTHER: bookingOf(bar) };
  return ask(plan.dataset.swap.replace(/BOOKING|OTHER/g, (name) => encodeURIComponent(names[name])));
}

// Whoever is in house moves for a reason, which the form asks for; onto another guest, the two change rooms.
function move(picked, row, bar) {
  if (bar && isInHouse(bar) && bookingOf(bar) !== picked.booking) {
    return ask(addressOf("swap", picked.booking), { other_booking_id: bookingOf(bar) });
  }
  return ask(addressOf("move_room", picked.booking), { to_room_id: roomId(row) });
}

// Other dates are confirmed in the form, which says what they cost.
export function redate(bookingId, dates) {
  return ask(addressOf("change_dates", bookingId), dates);
}

export function book(row, first, last) {
  return ask(plan.dataset.new, { check_in: dateOf(first), check_out: dateOf(last), room_id: roomId(row) });
}

export function block(row, first, last) {
  return ask(plan.dataset.block, { from_date: dateOf(first), to_date: dateOf(last), room_id: roomId(row) });
}

export function mayUseCells() {
  return may("book") || may("block");
}

// False: nothing is done yet. The form says what becomes of it.
async function ask(address, values = {}) {
  await htmx.ajax("GET", `${address}?${new URLSearchParams(values)}`, { target: "#dialog-body", swap: "innerHTML" });
  return false;
}

async function doNow(action, bookingId, values = {}) {
  let isDone = false;
  const note = () => (isDone = true);
  document.addEventListener("desk:done", note, { once: true });
  await post(addressOf(action, bookingId), { quick: "1", ...values }).catch(() => null);
  document.removeEventListener("desk:done", note);
  if (isDone) await refresh();
  return isDone;
}
