// Keeps what is shown up to date. One tab of a browser follows the hotel's stream and tells the others; each fetches its own
// parts anew, so that permission and language stay those of the person. Without a leader's lock (plain http on another
// machine) each tab follows by itself.
//
// A part says what it shows: data-live="bookings rooms", or narrower booking:BK-… and room:12. On an event that concerns
// it, "desk:refresh" is triggered on it, which its hx-get answers to. Other scripts listen to "desk:event" on the document.

const TOPICS = [
  [/^(booking|payment)_/, "bookings"],
  [/^(room|block|allowance)_/, "rooms"],
  [/^(task|fault|discrepancy)_/, "work"],
  [/^(rate|plan|nightly|promotion)_/, "rates"],
  [/^webhook_/, "webhooks"],
  [/^(staff|hotel)_/, "house"],
];
const GATHER_MS = 60;
const AWAY_AFTER_MS = 3000;
const TRY_AGAIN_MS = 1000;

let live = null;
let channel = null;
let seen = 0;
let held = 0;
let waiting = new Set();
let timer = 0;
let source = null;
let leads = false;
let awayTimer = 0;

// The topics of an event: what kind of thing it is about, and which.
function topicsOf(type, entry) {
  const topics = new Set(["all"]);
  for (const [pattern, topic] of TOPICS) if (pattern.test(type)) topics.add(topic);
  for (const part of [entry.payload ?? {}, entry.meta?.scope ?? {}, entry.after ?? {}]) {
    if (part.booking_id) topics.add(`booking:${part.booking_id}`);
    if (part.room_number) topics.add(`room:${part.room_number}`);
  }
  if (entry.subject) topics.add(`${entry.subject.type}:${entry.subject.id}`);
  return [...topics];
}

function concerned(topics) {
  return [...document.querySelectorAll("[data-live]")].filter((part) =>
    part.dataset.live.split(" ").some((topic) => topics.has(topic)),
  );
}

function refresh() {
  timer = 0;
  if (held > 0) return;
  const parts = concerned(waiting);
  waiting = new Set();
  for (const part of parts) htmx.trigger(part, "desk:refresh");
}

function gather(topics) {
  for (const topic of topics) waiting.add(topic);
  if (!timer) timer = setTimeout(refresh, GATHER_MS);
}

// Fetch every part anew: after a change of one's own, or when it is not known what was missed.
export function refreshAll() {
  gather([...document.querySelectorAll("[data-live]")].flatMap((part) => part.dataset.live.split(" ")));
}

// While something is dragged, nothing moves under the hand; what came meanwhile is fetched afterwards.
export function hold() {
  held += 1;
}

export function letGo() {
  held = Math.max(0, held - 1);
  if (!held && waiting.size) gather([]);
}

// Each attempt that fails says "away" again: it is the first of them that counts.
function show(state) {
  if (state === "away") {
    awayTimer ||= setTimeout(() => (live.dataset.state = "away"), AWAY_AFTER_MS);
    return;
  }
  clearTimeout(awayTimer);
  awayTimer = 0;
  live.dataset.state = state;
}

function take({ seq, type, topics, entry }) {
  if (seq <= seen) return;
  seen = seq;
  gather(topics);
  document.dispatchEvent(new CustomEvent("desk:event", { detail: { seq, type, topics, entry } }));
}

function tell(message) {
  channel?.postMessage(message);
  heard(message);
}

function heard(message) {
  if (message.state) show(message.state);
  if (message.event) take(message.event);
  // A page that is older than what was told before it came.
  if (message.at > seen) {
    seen = message.at;
    refreshAll();
  }
}

function listen(start, events) {
  source?.close();
  const separator = start.includes("?") ? "&" : "?";
  source = new EventSource(`${start}${separator}after=${seen}`, { withCredentials: true });
  source.addEventListener("open", () => tell({ state: "live" }));
  source.addEventListener("error", () => {
    tell({ state: "away" });
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(start, events), TRY_AGAIN_MS);
  });
  // Whoever was signed out finds the sign-in page at the next step.
  source.addEventListener("signed_out", () => (source.close(), location.reload()));
  for (const type of events) {
    source.addEventListener(type, (message) => {
      const entry = JSON.parse(message.data);
      tell({ event: { seq: Number(message.lastEventId), type, topics: topicsOf(type, entry), entry } });
    });
  }
}

export function follow(element) {
  if (!element) return;
  live = element;
  seen = Number(live.dataset.seq);
  const events = live.dataset.events.split(" ");
  const name = `desk-${live.dataset.house}`;
  const lead = () => {
    leads = true;
    listen(live.dataset.stream, events);
    return new Promise(() => {});
  };
  if (!navigator.locks || !window.BroadcastChannel) {
    lead();
  } else {
    channel = new BroadcastChannel(name);
    channel.addEventListener("message", ({ data }) => {
      if (data.hello !== undefined) {
        if (leads) channel.postMessage({ at: seen, state: live.dataset.state });
      } else {
        heard(data);
      }
    });
    channel.postMessage({ hello: seen });
    navigator.locks.request(name, lead);
  }
  // A connection that is gone may look open for long, and one that is back is not tried at once: the device knows better.
  addEventListener("offline", () => tell({ state: "away" }));
  addEventListener("online", () => leads && listen(live.dataset.stream, events));
  // A page out of the browser's memory has missed what happened meanwhile.
  addEventListener("pageshow", (event) => event.persisted && location.reload());
}
