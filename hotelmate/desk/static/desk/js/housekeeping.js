// The housekeeping board: choosing what to see, giving rooms to people, and cards that are fetched anew when something
// happened in their room. Without scripts the same is done by links and forms.

import { arrange, cards, mark, numberOf, replace, rooms, show } from "./board.js";
import { openOutOfReach, listenToTaps } from "./taps.js";

const GATHER_MS = 80;
const A_YEAR_S = 365 * 24 * 60 * 60;
const WIDE = "(min-width: 64rem)";

const chosen = { ...pickOf(rooms().dataset) };
let changed = new Set();
let timer = 0;
let selecting = false;
let opener = null;

function pickOf({ show: kind, mine, by }) {
  return { show: kind, mine, by };
}

function remember(name, value) {
  document.cookie = `housekeeping_${name}=${value}; path=/housekeeping/; max-age=${A_YEAR_S}; samesite=lax`;
}

function choose(name, value) {
  chosen[name] = rooms().dataset[name] = value;
  if (name !== "show") remember(name, value);
  for (const link of document.querySelectorAll(`#${name} a`)) mark(link, link.dataset[name] === value);
  if (name === "by") arrange();
  const address = new URL(location.href);
  address.searchParams.delete(name);
  if (name === "show" && value !== "work") address.searchParams.set(name, value);
  history.replaceState(null, "", address);
  show();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("#mine a, #by a, #tiles a, #rooms a[href], [data-room-link]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (link.dataset.mine !== undefined) choose("mine", link.dataset.mine);
  else if (link.dataset.by !== undefined) choose("by", link.dataset.by);
  else if (link.closest("#tiles")) choose("show", rooms().dataset.show === link.dataset.show ? "work" : link.dataset.show);
  else openRoom(link);
});

async function openRoom(link) {
  opener = link;
  try {
    await htmx.ajax("GET", link.getAttribute("href"), { target: "#drawer-body", swap: "innerHTML" });
  } catch {
    // Out of reach, which "htmx:sendError" tells.
  }
}

document.addEventListener("htmx:sendError", (event) => {
  const card = opener?.closest(".room");
  if (event.detail.target?.id === "drawer-body" && card) openOutOfReach(card);
});

// Fetch the cards of these rooms; whether the server was in reach.
async function fetchCards(numbers) {
  const query = new URLSearchParams(numbers.map((number) => ["number", number]));
  try {
    const response = await fetch(`${rooms().dataset.cards}?${query}`, { headers: { "HX-Request": "true" } });
    if (response.ok && !response.redirected) replace(await response.text(), numbers);
    return response.ok;
  } catch {
    return false;
  }
}

async function fetchChanged() {
  timer = 0;
  const numbers = [...changed];
  changed = new Set();
  if (numbers.length && (await fetchCards(numbers))) document.dispatchEvent(new CustomEvent("taps:changed", { detail: {} }));
}

// Which rooms an event is about: those that it names, and those that wait for the booking that it names.
document.addEventListener("desk:event", ({ detail: { topics, entry } }) => {
  const named = [entry.before?.room_number, entry.after?.room_number, entry.payload?.room_number];
  for (const topic of topics) if (topic.startsWith("room:")) named.push(topic.slice("room:".length));
  for (const card of cards()) {
    if (topics.includes(`booking:${card.dataset.booking}`)) named.push(numberOf(card));
  }
  for (const number of named) if (number) changed.add(String(number));
  if (changed.size && !timer) timer = setTimeout(fetchChanged, GATHER_MS);
});

// Giving rooms to somebody

const picks = () => [...document.querySelectorAll('#rooms [name="room_ids"]')];

function select(on) {
  selecting = on;
  const button = document.getElementById("select");
  if (!button) return;
  button.setAttribute("aria-pressed", String(on));
  rooms().toggleAttribute("data-selecting", on);
  document.getElementById("share").hidden = !on;
  if (!on) for (const pick of picks()) pick.checked = false;
  count();
}

function count() {
  const output = document.getElementById("selected");
  const chosen = picks().filter((pick) => pick.checked).length;
  output.textContent = `${output.dataset.text} ${chosen}`;
}

document.getElementById("select")?.addEventListener("click", () => select(!selecting));
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-all]")) {
    const group = event.target.closest(".group");
    for (const pick of group.querySelectorAll('.room:not([hidden]) [name="room_ids"]')) pick.checked = event.target.checked;
  }
  if (event.target.closest("#rooms .pick")) count();
});
document.addEventListener("desk:done", () => selecting && select(false));

// The whole board came anew, as it was first asked for.
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "rooms") return;
  Object.assign(rooms().dataset, chosen);
  arrange();
  select(selecting);
  document.dispatchEvent(new CustomEvent("taps:changed", { detail: {} }));
});

if (matchMedia(WIDE).matches && !document.cookie.includes("housekeeping_by=")) choose("by", "floor");
else show();
listenToTaps(fetchCards);
