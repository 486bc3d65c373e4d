// Which rooms would take a booking: asked for when it is picked up, and shown on the rows.

import { bookingOf, plan, roomId, rows } from "./grid.js";

const NONE = { same: new Set(), other: new Set() };

export async function roomsFor(bar) {
  const address = plan.dataset.rooms.replace("BOOKING", encodeURIComponent(bookingOf(bar)));
  const answer = await fetch(address).catch(() => null);
  if (!answer?.ok) return NONE;
  const { same, other } = await answer.json();
  return { same: new Set(same.map(String)), other: new Set(other.map(String)) };
}

// A picked booking: its bar, and the rooms that would take it. Rows show them while it is picked.
export class Picked {
  constructor(bar) {
    this.bar = bar;
    this.booking = bookingOf(bar);
    this.guest = bar.textContent;
    this.isOver = false;
    this.rooms = roomsFor(bar).then((rooms) => this.#show(rooms));
  }

  #show(rooms) {
    if (this.isOver) return rooms;
    plan.dataset.picking = "";
    for (const row of rows()) {
      row.classList.toggle("fits", rooms.same.has(roomId(row)));
      row.classList.toggle("fits-other", rooms.other.has(roomId(row)));
    }
    return rooms;
  }

  drop() {
    this.isOver = true;
    delete plan.dataset.picking;
    for (const row of document.querySelectorAll(".fits, .fits-other")) row.classList.remove("fits", "fits-other");
  }
}
