// One tap on a card: kept, shown at once as waiting to be sent, sent, and then confirmed or refused where everybody sees it.

import { cards, numberOf, show } from "./board.js";
import { say, toast } from "./desk.js";
import { forget, keep, send, tapsOf } from "./queue.js";

// A second tap of the same hand, on what the first one has just put there.
const DOUBLE_TAP_MS = 800;
// Whoever tapped this long ago has gone on; they are not told of each tap any more.
const FRESH_MS = 10_000;

const queue = document.getElementById("queue");
const person = document.getElementById("live").dataset.house;
const tapped = new Map();
let refresh = () => {};

// `fetchCards` brings the true state of the rooms with these numbers.
export function listenToTaps(fetchCards) {
  refresh = fetchCards;
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-tap]");
    if (button) tap(event, button);
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-tell]")) tell(event);
  });
  document.getElementById("queue-send").addEventListener("click", () => send(person));
  document.addEventListener("taps:changed", (event) => changed(event.detail));
  render();
}

async function tap(event, button) {
  event.preventDefault();
  const card = button.closest(".room");
  const room = numberOf(card);
  if (performance.now() - (tapped.get(room) ?? -DOUBLE_TAP_MS) < DOUBLE_TAP_MS) return;
  tapped.set(room, performance.now());
  const url = new URL(button.formAction).pathname;
  const kept = await queued({
    url,
    subject: url.split("/do/")[0],
    values: button.name ? { version: card.dataset.version } : {},
    room,
    label: `${room} · ${button.textContent.trim()}`,
    becomes: button.dataset.becomes,
  });
  // A browser that keeps nothing sends the form itself.
  if (!kept) button.form.requestSubmit(button);
}

// What was filled in while the server was out of reach.
async function tell(event) {
  event.preventDefault();
  const form = event.target;
  const room = form.dataset.number;
  const url = `/rooms/${form.dataset.id}/do/${form.dataset.tell}/`;
  const label = `${room} · ${form.querySelector("h2, button").textContent.trim()}`;
  const values = Object.fromEntries(new FormData(form));
  if (await queued({ url, subject: "", values, room, label, becomes: "" })) form.closest("dialog").close();
  else toast(document.getElementById("toasts").dataset.unreachable, { refused: true });
}

async function queued(tap) {
  try {
    await keep({ person, ...tap });
  } catch {
    return false;
  }
  send(person);
  return true;
}

async function changed({ tap, done, refused, later }) {
  const text = later === "signed-out" ? queue.dataset.signedOut : queue.dataset.waiting;
  document.getElementById("queue-text").textContent = text;
  if (tap) await settled(tap, done, refused);
  await render();
}

async function settled(tap, done, refused) {
  await refresh([tap.room]);
  const fresh = Date.now() - tap.at < FRESH_MS;
  if (refused) toast(`${tap.label}: ${reason(refused)}`, { refused: true });
  else if (fresh) toast([done.said, ...done.warnings].join(" "), { undo: done.undo });
  else if (!(await tapsOf(person)).some((other) => !other.refused)) toast(queue.dataset.sent);
}

const reason = (refused) => ({ stale: queue.dataset.stale, unknown: queue.dataset.unknown })[refused] ?? refused;

// The strip over the board, and what cards show before the server has agreed.
async function render() {
  const taps = await tapsOf(person);
  const waiting = taps.filter((tap) => !tap.refused);
  const refused = taps.filter((tap) => tap.refused);
  queue.hidden = !taps.length;
  document.getElementById("queue-waiting").hidden = !waiting.length;
  document.getElementById("queue-count").textContent = waiting.length;
  document.getElementById("queue-refused").replaceChildren(...refused.map(refusedItem));
  for (const card of cards()) {
    const own = waiting.filter((tap) => tap.room === numberOf(card));
    if (own.length) await predict(card, own);
    else if (card.classList.contains("waiting")) clear(card);
  }
  show();
}

function refusedItem(tap) {
  const item = document.getElementById("queue-one").content.cloneNode(true).firstElementChild;
  item.querySelector("[data-label]").textContent = tap.label;
  item.querySelector("[data-said]").textContent = reason(tap.refused);
  item.querySelector("[data-dismiss]").addEventListener("click", () => forget(tap.id));
  return item;
}

// The card as it will be once the taps are sent: the state after the last of them, and the step that comes then.
function predict(card, taps) {
  const last = taps.findLast((tap) => tap.becomes);
  card.querySelector('[data-part="sent"]').textContent = `${queue.dataset.waiting}: ${taps.map((tap) => tap.label.split(" · ")[1]).join(", ")}`;
  card.classList.add("waiting");
  const template = last && document.querySelector(`template[data-state="${last.becomes}"]`);
  if (!template || card.dataset.predicted === String(last.id)) return;
  card.dataset.predicted = last.id;
  const [chip, step] = ["state", "step"].map((part) => template.content.querySelector(`[data-part="${part}"]`));
  if (chip.children.length) {
    card.querySelector('[data-part="state"]').replaceChildren(...chip.cloneNode(true).children);
    becomes(card, last.becomes);
  }
  const button = step.cloneNode(true).firstElementChild;
  card.querySelector('[data-part="step"]').replaceChildren(...(button ? [retarget(button, card, last)] : []));
}

// Its colour, and the tiles under which it is found.
function becomes(card, status) {
  const [before, ...others] = card.dataset.shows.split(" ");
  card.classList.replace(before, status);
  card.dataset.shows = [status, ...others.filter((kind) => kind !== "work" || status !== "READY_FOR_GUEST")].join(" ");
}

function retarget(button, card, tap) {
  const id = tap.subject.split("/").pop();
  button.id = `step-${card.dataset.id}`;
  button.setAttribute("formaction", button.getAttribute("formaction")?.replace("/0/do/", `/${id}/do/`) ?? "");
  return button;
}

// Nothing waits any more, and the true state could not be fetched: it comes with the next event.
function clear(card) {
  card.classList.remove("waiting");
  delete card.dataset.predicted;
  card.querySelector('[data-part="sent"]').textContent = "";
  refresh([numberOf(card)]);
}

// The form for when the server is out of reach: a fault, a door that stays closed.
export function openOutOfReach(card) {
  const body = document.getElementById("drawer-body");
  body.replaceChildren(document.getElementById("out-of-reach").content.cloneNode(true));
  body.querySelector("[data-room-number]").textContent = numberOf(card);
  for (const form of body.querySelectorAll("[data-tell]")) {
    form.dataset.number = numberOf(card);
    form.dataset.id = card.dataset.id;
    form.hidden = form.dataset.only !== undefined && !card.dataset.shows.split(" ").includes(form.dataset.only);
  }
  document.getElementById("drawer").showModal();
  say(body.querySelector("h1").textContent);
}
