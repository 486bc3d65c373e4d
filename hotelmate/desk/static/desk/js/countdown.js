// Clocks that run down: [data-left] holds the seconds that were left when the page was written, so that a device whose own
// clock is wrong shows the right time. The texts are in the section around them. At the end the row's buttons say why not.

const TICK_MS = 1000;
const MINUTE = 60;
const HOUR = 3600;
const DAY = 24 * HOUR;
const ends = new WeakMap();

function inWords(seconds, texts) {
  if (seconds <= 0) return texts.over;
  const [text, parts] =
    seconds >= DAY
      ? [texts.days, { days: seconds / DAY, hours: (seconds % DAY) / HOUR }]
      : seconds >= HOUR
        ? [texts.hours, { hours: seconds / HOUR, minutes: (seconds % HOUR) / MINUTE }]
        : seconds >= MINUTE
          ? [texts.minutes, { minutes: seconds / MINUTE }]
          : [texts.seconds, { seconds }];
  return text.replace(/\{(\w+)\}/g, (_, name) => Math.floor(parts[name]));
}

function endOf(clock) {
  if (!ends.has(clock)) ends.set(clock, performance.now() / 1000 + Number(clock.dataset.left));
  return ends.get(clock);
}

function close(row, why) {
  if (!row || row.classList.contains("over")) return;
  row.classList.add("over");
  for (const button of row.querySelectorAll(".next .button")) {
    button.setAttribute("aria-disabled", "true");
    button.dataset.why = why;
    button.removeAttribute("hx-get");
  }
}

function tick() {
  for (const clock of document.querySelectorAll(".countdowns [data-left]")) {
    const texts = clock.closest(".countdowns").querySelector(".texts").dataset;
    const seconds = Math.max(0, Math.ceil(endOf(clock) - performance.now() / 1000));
    const text = inWords(seconds, texts);
    if (clock.textContent !== text) clock.textContent = text;
    if (!seconds) close(clock.closest("li"), texts.why);
  }
}

tick();
setInterval(tick, TICK_MS);
document.addEventListener("htmx:afterSettle", tick);
