// What is in stock and how soon it comes, said in place. It changes by the hour, so no page has it: the shop's
// availability.json does, which every page asks for at most once.
//
// {"at": "2026-11-23T06:00:00Z", "items": {"SKU": {"stock": 12, "days": 2, "on": "2026-12-01", "at": ...}}}

import { all, counted } from "./shop.js";

const STOCK_SAID_MAX = 50; // Larger stocks are said as this.
const DAYS_MAX = 7;
const DAY = 86_400_000;
const { availability, locale = document.documentElement.lang } = document.body.dataset;
let known;

async function fetched() {
  try {
    const answer = await fetch(availability);
    return (answer.ok && (await answer.json())) || {};
  } catch {
    return {};
  }
}

function printed(day) {
  return new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format(new Date(day));
}

function inStock(place, stock) {
  if (stock < STOCK_SAID_MAX) return counted(place, stock, "in");
  return (place.dataset.more ?? "").replace("{count}", STOCK_SAID_MAX);
}

/** What to say of an item, in words of its place; nothing where too little is known, or it was long ago. */
function words(place, { at, items }) {
  const item = items?.[place.dataset.sku];
  if (!item || !(Date.now() - Date.parse(item.at ?? at) < DAYS_MAX * DAY)) return "";
  const { stock, days, on } = item;
  const { expected, out = "" } = place.dataset;
  const soon = days == null ? "" : counted(place, days, "days");
  if (stock > 0) return [inStock(place, stock), soon].filter(Boolean).join(" · ");
  if (expected && Date.parse(on) >= Date.now() - DAY) return expected.replace("{date}", printed(on));
  return stock === 0 ? out : soon;
}

/** Fill every place that asks for the stock of a SKU. */
export async function showStock(within = document) {
  const places = all("[data-stock][data-sku]", within);
  if (!availability || !places.length) return;
  known ??= fetched();
  const found = await known;
  for (const place of places) place.textContent = words(place, found);
}
