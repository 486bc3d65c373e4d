// What every page of the desk does: dialogs, drawers, toasts, shortcuts. Pages work without it.

import { follow, refreshAll } from "./live.js";
import { newKey } from "./queue.js";

const dialog = document.getElementById("dialog");
const drawer = document.getElementById("drawer");
const toasts = document.getElementById("toasts");
const spoken = document.getElementById("spoken");
const KEPT_TOAST = "desk-toast";
const KEYS = "desk-keys";
const TOAST_MS = 7000;
let unfolded = [];

export function say(text) {
  spoken.textContent = "";
  requestAnimationFrame(() => (spoken.textContent = text));
}

// A toast: what happened, and a way back where there is one.
export function toast(text, { refused = false, undo = "" } = {}) {
  // What only told something makes room for the newest: a pile would lie over the buttons that come next.
  toasts.querySelectorAll(".toast.told").forEach((old) => old.remove());
  const item = document.createElement("div");
  item.className = `toast ${refused ? "refused" : undo ? "" : "told"}`;
  item.append(Object.assign(document.createElement("span"), { textContent: text }));
  if (undo) item.append(toastButton(toasts.dataset.undo, () => (item.remove(), post(undo))));
  item.append(toastButton("×", () => item.remove(), toasts.dataset.close));
  toasts.append(item);
  lift();
  setTimeout(() => item.remove(), refused || undo ? 2 * TOAST_MS : TOAST_MS);
}

function toastButton(text, work, label = text) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: text });
  button.setAttribute("aria-label", label);
  button.addEventListener("click", work);
  return button;
}

// Keys that work without Ctrl or Alt can be switched off, on this device.
export function keysAreOn() {
  return localStorage.getItem(KEYS) !== "off";
}

export function switchKeys(on) {
  localStorage.setItem(KEYS, on ? "on" : "off");
}

// Above whatever dialog is open, and inside of it: what is outside of a dialog cannot be pressed.
function lift() {
  if (!toasts.showPopover) return;
  const host = [dialog, drawer].find((box) => box?.open) ?? document.body;
  if (toasts.parentElement !== host) host.append(toasts);
  if (toasts.matches(":popover-open")) toasts.hidePopover();
  toasts.showPopover();
}

export function csrf() {
  return document.querySelector("input[name=csrfmiddlewaretoken]").value;
}

// Do something at once, as a button would, with a key of its own.
export function post(url, values = {}) {
  return htmx.ajax("POST", url, { swap: "none", values: { key: newKey(), ...values } });
}

function opened(target) {
  const box = target === "dialog-body" ? dialog : target === "drawer-body" ? drawer : null;
  if (!box) return;
  if (!box.open) box.showModal();
  if (toasts.children.length) lift();
  const wrong = box.querySelector(".wrong :is(input, select, textarea), [role=alert]");
  if (wrong) {
    wrong.tabIndex = wrong.tabIndex < 0 ? -1 : wrong.tabIndex;
    wrong.focus();
  } else if (box.contains(document.activeElement) === false || document.activeElement === box) {
    box.querySelector("[autofocus], input:not([type=hidden]), select, textarea, button")?.focus();
  }
}

function done(detail) {
  if (dialog.open) dialog.close();
  const text = [detail.said, ...(detail.warnings ?? [])].join(" ");
  if (detail.go) {
    sessionStorage.setItem(KEPT_TOAST, JSON.stringify({ text, undo: detail.undo }));
    location.assign(detail.go);
    return;
  }
  if (text) toast(text, { undo: detail.undo });
  if (detail.drawer) htmx.ajax("GET", detail.drawer, { target: "#drawer-body" });
  refreshAll();
}

document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = csrf();
});
document.addEventListener("htmx:beforeSwap", (event) => {
  unfolded = [...event.detail.target.querySelectorAll("details[open][id]")].map((one) => one.id);
});
document.addEventListener("htmx:afterSwap", (event) => {
  // What somebody has unfolded stays so when its part is fetched anew.
  for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
  // An answer that is only an event changes nothing: what was done has closed its dialog just now.
  if (event.detail.xhr?.getResponseHeader("HX-Reswap") !== "none") opened(event.detail.target.id);
});
document.addEventListener("desk:done", (event) => done(event.detail));
document.addEventListener("desk:refused", (event) => {
  toast(event.detail.text, { refused: true });
  refreshAll();
});
document.addEventListener("htmx:sendError", (event) => {
  if (event.detail.requestConfig?.verb !== "get") toast(toasts.dataset.unreachable, { refused: true });
});
document.addEventListener("htmx:responseError", () => toast(toasts.dataset.unreachable, { refused: true }));

document.addEventListener("click", (event) => {
  const greyed = event.target.closest("[aria-disabled=true][data-why]");
  if (greyed) {
    event.preventDefault();
    toast(greyed.dataset.why, { refused: true });
  }
  const closing = event.target.closest("dialog [data-close]");
  if (closing) {
    event.preventDefault();
    closing.closest("dialog").close();
  }
  if (event.target === dialog || event.target === drawer) event.target.close();
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target) || event.target.closest(".items a, .items button")) menu.open = false;
  }
});
for (const box of [drawer, dialog]) {
  box?.addEventListener("close", () => {
    box.firstElementChild.replaceChildren();
    lift();
  });
}

document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, textarea, select, [contenteditable]") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    const menu = document.querySelector("details.menu[open]");
    if (!menu) return;
    // The menu closes, and the drawer that it is in stays.
    event.preventDefault();
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (!keysAreOn()) {
    return;
  } else if (event.key === "/") {
    event.preventDefault();
    document.getElementById("search")?.focus();
  } else if (event.key === "?") {
    location.assign(document.querySelector("[data-help]")?.href ?? "/help/");
  }
});

const kept = sessionStorage.getItem(KEPT_TOAST);
if (kept) {
  sessionStorage.removeItem(KEPT_TOAST);
  const { text, undo } = JSON.parse(kept);
  toast(text, { undo });
}
if (toasts?.children.length) {
  lift();
  for (const item of toasts.children) setTimeout(() => item.remove(), 2 * TOAST_MS);
}
follow(document.getElementById("live"));
