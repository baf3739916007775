// A list of offerings: narrowed and sorted as a whole, however many pages it has. Without scripts the style sheet
// narrows one page.

import { all, counted, one } from "./shop.js";
import { exact } from "./money.js";
import { fetchPages, within } from "./pages.js";
import { show as showToggles } from "./shortlist.js";

const PAGES_MAX = 40;
const VALUE_DECIMALS = 12;
const SORT = "sort";

const names = new Intl.Collator(document.documentElement.lang, { numeric: true });
const byName = (a, b) => names.compare(a.dataset.name, b.dataset.name);

/** What has no price comes last, whichever way the others go. */
function byValue(a, b, down) {
  const [first, second] = [a, b].map(({ dataset }) => dataset.value);
  if (!first || !second) return Number(!first) - Number(!second);
  const [less, more] = [exact(first, VALUE_DECIMALS), exact(second, VALUE_DECIMALS)];
  if (less === more) return 0;
  return less < more === down ? 1 : -1;
}

const ORDERS = {
  price: (a, b) => byValue(a, b, false),
  "-price": (a, b) => byValue(a, b, true),
  name: byName,
};

function setUp(listing) {
  const list = one("[data-cards]", listing);
  const radios = all("[data-facets] input[type=radio]", listing);
  const select = one("[data-sort]", listing);
  const reset = one("[data-reset]", listing);
  const none = one("[data-listing-none]", listing);
  const pagination = one("[data-pages]", listing);
  const status = one("[data-listing-status]", listing);
  const addresses = JSON.parse(pagination?.dataset.pages || "[]");
  const own = [...list.children];
  let whole;
  let turn = 0;

  /** The cards of all pages, in their order; those of this page are here already. */
  async function load() {
    const wanted = addresses.slice(0, PAGES_MAX).map(within);
    // A server may give a page at more addresses than one; its own is the one the page says.
    const here = wanted.indexOf(one("[aria-current=page]", pagination)?.pathname ?? location.pathname);
    const others = wanted.filter((address, index) => address && index !== here);
    const pages = await fetchPages(others);
    if (pages.includes(null)) return null;
    const shelves = pages.map((page) => [...(one("[data-cards]", page)?.children ?? [])]);
    return [...shelves.slice(0, here), own, ...shelves.slice(here)].flat();
  }

  const tokens = () => radios.filter(({ checked, value }) => checked && value).map(({ value }) => value);

  function put(cards) {
    list.replaceChildren(...cards);
    showToggles();
  }

  function say(cards) {
    if (!status) return;
    const { partial } = status.dataset;
    const said = counted(status, cards.length);
    if (addresses.length <= PAGES_MAX || !partial) status.textContent = said;
    else status.textContent = partial.replace("{count}", cards.length).replace("{total}", whole.length);
  }

  async function apply() {
    const mine = ++turn;
    const wanted = tokens();
    const order = select?.value ?? "";
    const active = wanted.length > 0 || order !== "";
    if (reset) reset.hidden = !active;
    if (none) none.hidden = true;
    if (status) status.textContent = "";
    if (pagination) pagination.hidden = active;
    if (!active) return put(own);
    if (!whole && addresses.length > 1) {
      if (status) status.textContent = status.dataset.loading ?? "";
      const found = await load();
      if (found) whole = found;
      if (mine !== turn) return; // Something else was chosen since.
    }
    const cards = (whole ?? own).filter(({ classList }) => wanted.every((token) => classList.contains(token)));
    put(order in ORDERS ? cards.sort(ORDERS[order]) : cards);
    if (none) none.hidden = cards.length > 0;
    if (whole || addresses.length < 2) say(cards);
    else if (status) status.textContent = status.dataset.failed ?? "";
  }

  /** The choice stands in the address, so that it can be passed on and come back to. */
  function note() {
    const address = new URL(location.href);
    const put = (name, value) => (value ? address.searchParams.set(name, value) : address.searchParams.delete(name));
    for (const { name, value, checked } of radios) if (checked) put(name, value);
    if (select) put(SORT, select.value);
    history.replaceState(history.state, "", address);
  }

  function recall() {
    const asked = new URL(location.href).searchParams;
    for (const radio of radios) {
      const known = radios.some(({ name, value }) => name === radio.name && value === asked.get(name));
      radio.checked = radio.value === (known ? asked.get(radio.name) : "");
    }
    if (select) select.value = asked.get(SORT) in ORDERS ? asked.get(SORT) : "";
  }

  function choose() {
    note();
    apply();
  }

  function clear() {
    for (const radio of radios) radio.checked = radio.value === "";
    if (select) select.value = "";
    choose();
    radios[0]?.focus(); // The button is gone.
  }

  const sorting = select?.closest("[hidden]");
  if (sorting) sorting.hidden = false;
  for (const control of [...radios, ...(select ? [select] : [])]) control.addEventListener("change", choose);
  reset?.addEventListener("click", clear);
  recall();
  if (tokens().length || select?.value) apply();
}

for (const listing of all("[data-listing]")) setUp(listing);
