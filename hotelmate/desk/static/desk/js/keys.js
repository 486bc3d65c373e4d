// Keys that work everywhere at the desk can be switched off, on this device: speech input types letters.

import { keysAreOn, switchKeys } from "./desk.js";

const button = document.getElementById("keys");

function show() {
  const on = keysAreOn();
  button.setAttribute("aria-pressed", String(on));
  button.querySelector("span").textContent = on ? button.dataset.on : button.dataset.off;
}

button?.addEventListener("click", () => {
  switchKeys(!keysAreOn());
  show();
});
if (button) show();
