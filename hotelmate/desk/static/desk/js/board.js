// The board's cards: which of them are in sight, in which group and order, and how many there are under each tile.

export const rooms = () => document.getElementById("rooms");
export const cards = () => [...document.querySelectorAll("#rooms .room")];
export const cardOf = (number) => cards().find((card) => numberOf(card) === number);
export const numberOf = (card) => card.dataset.room;

const groups = (by) => [...document.querySelectorAll(`#rooms .group[data-by="${by}"]`)];
const isMine = (card) => "mine" in card.dataset;
const kinds = (card) => card.dataset.shows.split(" ");
const order = (a, b) => {
  const [one, other] = [a, b].map((card) => `${card.dataset.arrives} ${card.dataset.place}`);
  return one < other ? -1 : one > other ? 1 : 0;
};

function groupOf(card) {
  const by = rooms().dataset.by;
  const key = by === "floor" ? card.dataset.floor : card.dataset.arrives === "~" ? "others" : "arriving";
  return groups(by).find((group) => group.dataset.group === key) ?? groups(by).at(-1);
}

// Put a card where it belongs among those that are there.
export function place(card) {
  const box = groupOf(card).querySelector(".cards");
  const next = [...box.children].find((other) => other !== card && order(card, other) < 0);
  if (card.parentElement !== box || card.nextElementSibling !== (next ?? null)) box.insertBefore(card, next ?? null);
}

// Sort all cards into the groups of the order that was chosen.
export function arrange() {
  const boxes = new Map();
  for (const card of cards().sort(order)) {
    const box = groupOf(card)?.querySelector(".cards");
    if (box) boxes.set(box, [...(boxes.get(box) ?? []), card]);
  }
  for (const [box, sorted] of boxes) box.replaceChildren(...sorted);
}

// Show what was chosen, and count.
export function show() {
  const { show: kind, mine } = rooms().dataset;
  const counts = {};
  let total = 0;
  for (const card of cards()) {
    const own = mine !== "1" || isMine(card);
    card.hidden = !own || !kinds(card).includes(kind);
    total += !card.hidden;
    if (own) for (const one of kinds(card)) counts[one] = (counts[one] ?? 0) + 1;
  }
  for (const group of document.querySelectorAll("#rooms .group")) {
    const shown = group.querySelectorAll(".room:not([hidden])").length;
    group.hidden = !shown;
    group.querySelector(".count").textContent = shown;
  }
  document.getElementById("nothing").hidden = total > 0;
  for (const tile of document.querySelectorAll("#tiles .tile")) {
    tile.querySelector("b").textContent = tile.dataset.count = counts[tile.dataset.show] ?? 0;
    mark(tile, tile.dataset.show === kind);
  }
}

export function mark(link, chosen) {
  if (chosen) link.setAttribute("aria-current", "true");
  else link.removeAttribute("aria-current");
}

// Replace cards by newer ones; the focus stays where it was.
export function replace(html, asked) {
  const box = document.createElement("template");
  box.innerHTML = html;
  const fresh = new Map([...box.content.querySelectorAll(".room")].map((card) => [numberOf(card), card]));
  const focused = document.activeElement?.id;
  for (const number of asked) {
    const [old, card] = [cardOf(number), fresh.get(number)];
    if (!card) {
      old?.remove();
      continue;
    }
    if (old) old.replaceWith(card);
    else groupOf(card)?.querySelector(".cards").append(card);
    place(card);
  }
  show();
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus({ preventScroll: true });
  return [...fresh.values()];
}
