// The service worker: keeps what the desk needs to open without the server. The first lines, with VERSION and FILES, are
// written by the server; VERSION changes with the content of any of these files.
//
// Kept are the static files, the last housekeeping board and the last downtime sheet, both of one person at a time, and
// nothing else: no answers of the API, no other page. What is shown from here says so (data-kept on the root), and from when
// it is. Signing out, or another person, removes it.

const STATIC = `static-${VERSION}`;
const PAGES = "pages:";
const KEPT = ["/housekeeping/", "/downtime/"];
const SHEET = "/downtime/";
const SIGN_IN = "/sign-in/";
const SIGN_OUT = "/sign-out/";
const FILE_MS = 2_000;
const PAGE_MS = 4_000;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(STATIC).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetFiles().then(() => self.clients.claim()));
});

// A page says who is signed in.
self.addEventListener("message", (event) => {
  if (event.data?.person) event.waitUntil(forgetPages(event.data.person));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (url.pathname === SIGN_OUT && request.method === "POST") event.respondWith(forgetPages("").then(() => fetch(request)));
  else if (request.method !== "GET" || request.headers.has("HX-Request")) return;
  else if (FILES.includes(url.pathname)) event.respondWith(file(request, url.pathname));
  else if (KEPT.includes(url.pathname)) event.respondWith(page(event, url.pathname));
  else if (request.mode === "navigate" && isDesk(url.pathname)) event.respondWith(other(event, url.pathname));
});

const isDesk = (path) => !/^\/(api|book|pay|static|g|guest|healthz)\b/.test(path);

async function forgetFiles() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("static-") && name !== STATIC).map((name) => caches.delete(name)));
}

async function forgetPages(exceptOf) {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PAGES) && name !== PAGES + exceptOf);
  await Promise.all(old.map((name) => caches.delete(name)));
}

// The newest file, or the kept one when the server takes its time.
async function file(request, path) {
  const cache = await caches.open(STATIC);
  const fetched = fetch(request).then((response) => {
    if (response.ok) cache.put(path, response.clone());
    return response;
  });
  return (await within(fetched, FILE_MS)) ?? (await cache.match(path)) ?? fetched;
}

// The page as it is now; as it was when the server is out of reach, and marked so. A copy to be kept is never an old one.
async function page(event, path) {
  const stored = fetch(event.request).then((response) => store(path, response));
  if (event.request.headers.has("X-Keep")) return stored;
  event.waitUntil(stored.catch(() => {}));
  const kept = await keptPage(path);
  if (!kept) return stored;
  const response = await within(stored, PAGE_MS);
  return response && response.status < 500 ? response : asKept(kept);
}

// Any other page of the desk: without the server, the downtime sheet stands in for it.
async function other(event, path) {
  try {
    const response = await fetch(event.request);
    if (path === SIGN_IN && response.ok) await forgetPages("");
    return response;
  } catch (error) {
    const kept = await keptPage(SHEET);
    if (!kept) throw error;
    return asKept(kept);
  }
}

async function store(path, response) {
  const person = response.headers.get("X-Desk-Person");
  if (response.redirected) await forgetPages("");
  if (!response.ok || response.redirected || !person) return response;
  const copy = response.clone();
  await forgetPages(person);
  await (await caches.open(PAGES + person)).put(path, copy);
  return response;
}

// There is one person's pages at most.
async function keptPage(path) {
  const name = (await caches.keys()).find((one) => one.startsWith(PAGES));
  return name && (await caches.open(name)).match(path);
}

async function asKept(response) {
  const html = (await response.text()).replace("<html ", "<html data-kept ");
  const headers = new Headers(response.headers);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  return new Response(html, { headers });
}

// What comes of a promise in time; nothing when it takes longer or fails.
function within(promise, milliseconds) {
  const late = new Promise((resolve) => setTimeout(resolve, milliseconds));
  return Promise.race([promise.catch(() => undefined), late]);
}
