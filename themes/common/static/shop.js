// What every page does: it keeps the cart and counts it, closes its menus, and looks for things on the search page.
//
// The cart lives in this browser's localStorage, one for all languages of a shop, and is handed to the checkout as one
// form; the checkout prices it anew. Where there is no storage, the forms post to the checkout by themselves.

const { shop, currency, locale = document.documentElement.lang } = document.body.dataset;
const KEY = `awning-cart:${shop}`;
const COUNT_MAX = 999;

export const one = (selector, within = document) => within.querySelector(selector);
export const all = (selector, within = document) => [...within.querySelectorAll(selector)];

/** A copy of a template, and its parts by the names in data-field. */
export function copyOf(id) {
  const copy = document.getElementById(id).content.cloneNode(true);
  return [copy, fieldsOf(copy)];
}

export function fieldsOf(place) {
  return Object.fromEntries(all("[data-field]", place).map((part) => [part.dataset.field, part]));
}

/** A count in words, by the patterns an element has in data-one and data-other, or in data-<name>-one and so on. */
export function counted({ dataset }, count, name = "") {
  const form = new Intl.PluralRules(locale).select(count) === "one" ? "one" : "other";
  const pattern = dataset[name ? name + form[0].toUpperCase() + form.slice(1) : form] ?? "";
  return pattern.replace("{count}", new Intl.NumberFormat(locale).format(count));
}

// The cart

function readable({ sku, plan, parts, quantity }) {
  if (!sku || !plan || !Number.isInteger(quantity) || quantity < 1 || !Array.isArray(parts)) return false;
  return parts.every((part) => Array.isArray(part?.steps));
}

/** The lines of the cart. What cannot be read is none, and nor is what was put in with prices of another currency. */
export function load() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY)) ?? [];
    const lines = Array.isArray(kept) ? kept : kept.lines; // Carts were plain lists before they knew their currency.
    return kept.currency && kept.currency !== currency ? [] : lines.filter((line) => line && readable(line));
  } catch {
    return [];
  }
}

/** Keep the lines. Answers whether that worked: private windows and full disks refuse. */
export function save(lines) {
  try {
    if (lines.length) localStorage.setItem(KEY, JSON.stringify({ currency, lines }));
    else localStorage.removeItem(KEY);
  } catch {
    return false;
  }
  showCount();
  return true;
}

/** Call back when another tab changed the cart, or this page comes back as it was left. */
export function onChange(callback) {
  window.addEventListener("storage", ({ key }) => (key === KEY || key === null) && callback());
  window.addEventListener("pageshow", ({ persisted }) => persisted && callback());
}

function showCount() {
  const count = load().reduce((sum, { quantity }) => sum + quantity, 0);
  for (const place of all("[data-cart-count]")) {
    place.textContent = count > COUNT_MAX ? `${COUNT_MAX}+` : count;
    place.hidden = !count;
  }
}

// The page

function setUpMenu(menu) {
  const close = () => menu.removeAttribute("open");
  document.addEventListener("click", ({ target }) => menu.contains(target) || close());
  menu.addEventListener("focusout", ({ relatedTarget }) => relatedTarget && !menu.contains(relatedTarget) && close());
  menu.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !menu.open) return;
    close();
    one("summary", menu).focus();
  });
}

/** Searching happens here, and not at the checkout service, which has a page for browsers without scripts. */
function setUpSearch(form) {
  form.action = form.dataset.page;
  if (form.elements.language) form.elements.language.disabled = true;
}

for (const menu of all("details[data-menu]")) setUpMenu(menu);
for (const form of all("form[data-search-form]")) setUpSearch(form);
onChange(showCount);
showCount();
