// Buttons that copy what an element says: data-copy is its id. Without the clipboard they stay hidden.

import { say } from "./desk.js";

function offer() {
  for (const button of document.querySelectorAll("[data-copy][hidden]")) button.hidden = !navigator.clipboard;
}

document.addEventListener("htmx:afterSwap", offer);
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
  button.lastChild.textContent = button.dataset.copied;
  say(button.dataset.copied);
});
offer();
