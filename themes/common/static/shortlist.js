// Offerings somebody wants to compare: up to four, kept for this tab. Buttons put them on the list, a bar leads to the
// page that compares them.

import { all, counted, one } from "./shop.js";

export const MOST = 4;
const { shop, language } = document.body.dataset;
const KEY = `awning-compare:${shop}:${language}`;
let here = []; // For browsers that keep nothing.

/** What is on the list: addresses and names. */
export function chosen() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? here;
  } catch {
    return here;
  }
}

export function keep(offerings) {
  here = offerings;
  try {
    sessionStorage.setItem(KEY, JSON.stringify(offerings));
  } catch {
    // Then it holds for this page, and for the link.
  }
  show();
}

/** What follows the address of the comparison: it can be passed on. */
export const hashOf = (offerings) => `#${offerings.map(({ url }) => url).join(",")}`;

/** Bring buttons and bar up to date; to be called when there are new ones. */
export function show() {
  const offerings = chosen();
  for (const toggle of all("[data-compare-toggle]")) {
    toggle.hidden = false;
    toggle.setAttribute("aria-pressed", String(offerings.some(({ url }) => url === toggle.dataset.url)));
  }
  for (const bar of all("[data-compare-bar]")) {
    bar.hidden = !offerings.length;
    for (const count of all("[data-compare-count]", bar)) count.textContent = counted(count, offerings.length);
    for (const link of all("[data-compare-link]", bar)) link.hash = hashOf(offerings);
  }
}

function say(text) {
  const status = one("[data-compare-status]");
  if (status) status.textContent = text;
}

/** Put the offering of a button on the list, or take it off. */
export function turn({ dataset: { url, name } }) {
  const offerings = chosen();
  const others = offerings.filter((offering) => offering.url !== url);
  if (others.length === offerings.length && others.length >= MOST) {
    say(one("[data-compare-status]")?.dataset.full ?? "");
    return;
  }
  keep(others.length < offerings.length ? others : [...others, { url, name }]);
  const count = one("[data-compare-count]");
  say(count ? counted(count, chosen().length) : "");
}

document.addEventListener("click", ({ target }) => {
  const toggle = target.closest("[data-compare-toggle]");
  if (toggle) turn(toggle);
  if (target.closest("[data-compare-clear]")) keep([]);
});
window.addEventListener("pageshow", ({ persisted }) => persisted && show());
show();
