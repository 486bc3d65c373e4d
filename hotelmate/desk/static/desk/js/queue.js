// Taps wait here until the server has them: kept on the device, sent in order, each once, by one tab at a time.
//
// A tap has a key of its own, so that one whose answer was lost is sent again and done once. It names who made it, and is
// sent for nobody else. Of several taps on one record each goes for the version that the one before it has made.
// "taps:changed" on the document says that something was kept, sent or refused: `{ tap, done, refused }`.

const DATABASE = "hotelmate-taps";
const STORE = "taps";
const ANSWER_MS = 20_000;
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;
// A shift. What was tapped longer ago says nothing of today, and keys are remembered for a day.
const STALE_MS = 12 * 60 * 60 * 1000;
const NOT_NOW = new Set(["BUSY", "IN_PROGRESS", "DATABASE_UNAVAILABLE", "TAP_OF_ANOTHER"]);

let opened = null;
let pause = FIRST_PAUSE_MS;
let timer = 0;
let sending = null;
let again = false;
const others = window.BroadcastChannel ? new BroadcastChannel(DATABASE) : null;
others?.addEventListener("message", () => announce({}, false));

function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id", autoIncrement: true });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function run(mode, work) {
  const transaction = (await database()).transaction(STORE, mode, { durability: "strict" });
  const request = work(transaction.objectStore(STORE));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

function announce(detail, tellOthers = true) {
  document.dispatchEvent(new CustomEvent("taps:changed", { detail }));
  if (tellOthers) others?.postMessage("changed");
}

// Also where the page came over plain http, which has no crypto.randomUUID.
export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Keep a tap: { person, url, values, subject, room, label, becomes }. It is safe once the promise is fulfilled.
export async function keep(tap) {
  const kept = { ...tap, key: newKey(), at: Date.now(), refused: "" };
  kept.id = await run("readwrite", (store) => store.add(kept));
  announce({});
  return kept;
}

export async function tapsOf(person) {
  try {
    const taps = await run("readonly", (store) => store.getAll());
    return taps.filter((tap) => tap.person === person);
  } catch {
    return []; // A browser that keeps nothing has nothing waiting.
  }
}

export async function forget(id) {
  await run("readwrite", (store) => store.delete(id));
  announce({});
}

// Send what this person has waiting, after whatever is under way; again in a while if the server is out of reach.
export function send(person) {
  again = true;
  sending ??= oneAtATime(async () => {
    while (again) {
      again = false;
      await sendAll(person);
    }
  }).finally(() => (sending = null));
  return sending;
}

function oneAtATime(work) {
  return navigator.locks ? navigator.locks.request(DATABASE, work) : work();
}

async function sendAll(person) {
  clearTimeout(timer);
  for (;;) {
    const waiting = (await tapsOf(person)).filter((tap) => !tap.refused);
    const tap = waiting[0];
    if (!tap) return;
    const answer = Date.now() - tap.at > STALE_MS ? { refused: "stale" } : await ask(tap);
    if (answer.later) {
      announce({ later: answer.later });
      timer = setTimeout(() => send(person), pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
      return;
    }
    pause = FIRST_PAUSE_MS;
    await settle(tap, answer, waiting);
  }
}

async function settle(tap, { done, refused }, waiting) {
  if (refused) {
    await run("readwrite", (store) => store.put({ ...tap, refused }));
  } else {
    const next = waiting.find((other) => other.id !== tap.id && other.subject === tap.subject);
    await run("readwrite", (store) => {
      if (next && done.version !== null) {
        store.put({ ...next, values: { ...next.values, version: String(done.version) } });
      }
      return store.delete(tap.id);
    });
  }
  announce({ tap, done, refused });
}

// What the server says of a tap: done, refused with the reason, or something that has to be asked again later.
async function ask(tap) {
  let response;
  try {
    response = await fetch(tap.url, {
      method: "POST",
      redirect: "manual",
      signal: AbortSignal.timeout(ANSWER_MS),
      headers: { "HX-Request": "true", "X-CSRFToken": cookie("csrftoken") },
      body: new URLSearchParams({ ...tap.values, key: tap.key, person: tap.person.split(":").pop(), quick: "1" }),
    });
  } catch {
    return { later: "away" };
  }
  if (response.type === "opaqueredirect") return { later: "signed-out" };
  const events = JSON.parse(response.headers.get("HX-Trigger") ?? "{}");
  if (events["desk:done"]) return { done: events["desk:done"] };
  const refusal = events["desk:refused"];
  if (refusal) return NOT_NOW.has(refusal.code) ? { later: "away" } : { refused: refusal.text };
  if (response.status === 403) await newCookie();
  return response.status === 403 || response.status === 429 || response.status >= 500
    ? { later: "away" }
    : { refused: "unknown" };
}

export function cookie(name) {
  return document.cookie.split("; ").find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
}

// Whoever signed in anew has another token, which any page brings.
async function newCookie() {
  try {
    await fetch("/help/", { signal: AbortSignal.timeout(ANSWER_MS) });
  } catch {
    // It comes with the next page.
  }
}
