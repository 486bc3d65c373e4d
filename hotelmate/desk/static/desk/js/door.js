// The door: a button that shows what was typed as password, and the device's own time zone for a new hotel.

const reveal = document.getElementById("reveal");
if (reveal) {
  const field = document.getElementById(reveal.getAttribute("aria-controls"));
  reveal.hidden = false;
  reveal.addEventListener("click", () => {
    const shows = field.type === "password";
    field.type = shows ? "text" : "password";
    reveal.setAttribute("aria-pressed", String(shows));
  });
  document.getElementById("sign-in").addEventListener("submit", () => (field.type = "password"));
}

const timezone = document.querySelector("#founding #id_timezone");
if (timezone && !document.querySelector("#founding .wrong")) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...timezone.options].some((option) => option.value === here)) timezone.value = here;
}
