// How the plan is looked at: the lane folded or not, and where it was scrolled to.

import { plan } from "./grid.js";

const FOLDED = "folded";
const LANE_KEY = "desk-plan-lane";

export function fold() {
  plan.dataset.lane = plan.dataset.lane === FOLDED ? "open" : FOLDED;
  sessionStorage.setItem(LANE_KEY, plan.dataset.lane);
  showFolded();
}

export function showFolded() {
  plan.dataset.lane = sessionStorage.getItem(LANE_KEY) ?? plan.dataset.lane;
  document.getElementById("plan-fold").setAttribute("aria-expanded", String(plan.dataset.lane !== FOLDED));
}

// Other days, other lengths and a reload find the same rooms in sight; a reload the same days, too.
export function keepPlace(scroller) {
  const key = `desk-plan-place-${plan.dataset.by}`;
  const days = `${plan.dataset.first} ${plan.dataset.length}`;
  const kept = JSON.parse(sessionStorage.getItem(key) ?? "null");
  if (kept) scroller.scrollTo(kept.days === days ? kept.left : 0, kept.top);
  addEventListener("pagehide", () => {
    const place = { days, left: scroller.scrollLeft, top: scroller.scrollTop };
    sessionStorage.setItem(key, JSON.stringify(place));
  });
}
