// The search in the bar: results as one types, chosen with the arrow keys. Without it, Enter opens a page of results.

const field = document.getElementById("search");
const found = document.getElementById("found");

function options() {
  return [...found.querySelectorAll("[role=option]")];
}

function open() {
  found.hidden = found.childElementCount === 0;
  field.setAttribute("aria-expanded", String(!found.hidden));
  if (found.hidden) choose(null);
}

function close() {
  found.hidden = true;
  field.setAttribute("aria-expanded", "false");
  choose(null);
}

function chosen() {
  return found.querySelector("[aria-selected=true]");
}

function choose(option) {
  chosen()?.removeAttribute("aria-selected");
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  if (option) field.setAttribute("aria-activedescendant", option.id);
  else field.removeAttribute("aria-activedescendant");
}

function step(by) {
  const all = options();
  if (found.hidden || !all.length) return;
  const place = all.indexOf(chosen());
  choose(all[(place < 0 ? (by > 0 ? 0 : all.length - 1) : place + by + all.length) % all.length]);
}

function pressed(event) {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    step(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter" && chosen()) {
    event.preventDefault();
    chosen().click();
  } else if (event.key === "Escape" && !found.hidden) {
    event.preventDefault();
    close();
  }
}

if (field && found) {
  field.addEventListener("keydown", pressed);
  document.addEventListener("htmx:afterSwap", (event) => event.detail.target === found && document.activeElement === field && open());
  // What is found is pressed with the pointer before the field loses the focus.
  found.addEventListener("pointerdown", (event) => event.preventDefault());
  found.addEventListener("click", close);
  field.addEventListener("blur", close);
}
