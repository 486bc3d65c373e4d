// Keeps the keyboard's place in a list that is fetched anew: what was done leaves the list, and the focus goes to the row that
// takes its place, instead of to the top of the page. Elements with an id that are still there are htmx's own concern.

let last = null;

function rowsOf(part) {
  return [...part.querySelectorAll("li")];
}

document.addEventListener("focusin", (event) => {
  const part = event.target.closest("[data-live][id]");
  const row = event.target.closest("li");
  last = part && row ? { part: part.id, place: rowsOf(part).indexOf(row) } : null;
});

document.addEventListener("htmx:afterSettle", () => {
  if (!last || document.activeElement !== document.body) return;
  const rows = rowsOf(document.getElementById(last.part) ?? document.body);
  rows[Math.min(last.place, rows.length - 1)]?.querySelector("a, button")?.focus({ preventScroll: true });
});
