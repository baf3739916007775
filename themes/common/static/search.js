// The search page: answers while one types. Nothing runs without [data-search-page]; where the index cannot be loaded
// the form stays a form, and the checkout service answers it.

import { better, openIndex, unpacked } from "./search-core.js";

const SHOWN = 8;
const OPTIONS_MAX = 12;
const TYPED_MIN = 3; // Letters from which on it answers while one types: fewer find half the catalog.
const PAUSE_MS = 150;

const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

async function load(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response.json();
}

function copyOf(id) {
  const copy = document.getElementById(id).content.firstElementChild.cloneNode(true);
  return [copy, Object.fromEntries(all("[data-field]", copy).map((part) => [part.dataset.field, part]))];
}

async function openPart(index, overlay) {
  const [opened, { currency, decimals, kinds, kind, prices }] = await Promise.all([openIndex(index, load), load(overlay)]);
  const offers = new Map();
  const texts = prices.split(" ");
  unpacked(kind).forEach((place, number) => {
    if (!place) return;
    const [per, from, facets] = kinds[place - 1];
    offers.set(number, { price: texts[offers.size], per, from, facets: facets.split(" ") });
  });
  return { ...opened, offers, currency, decimals };
}

function setUp(page) {
  const { dataset } = page;
  const form = one("form", page);
  const input = form.elements.q;
  const results = one("[data-results]", page);
  const status = one("[data-search-status]", page);
  const more = one("[data-search-more]", page);
  const places = all("[data-search-facet]", page);
  const language = document.documentElement.lang;
  const address = (text) => text.split(" ").map((each) => new URL(each, location.href));
  const [indexes, overlays] = [address(dataset.index), address(dataset.overlay)];
  const options = new Map(); // Facet to its options on the page.
  const chosen = new Map(places.map(({ dataset: { searchFacet } }) => [searchFacet, new Set()]));
  let opening;
  let matches = [];
  let meant = "";
  let listed = [];
  let turn = 0;

  const opened = () => (opening ??= Promise.all(indexes.map((index, at) => openPart(index, overlays[at]))));

  const answers = ({ vendor, category, facets }, facet) =>
    ({ vendor: [vendor], category: [category] })[facet] ?? facets.filter((token) => token.startsWith(`${facet}-`));

  const fits = (match, but) =>
    [...chosen].every(
      ([facet, values]) => facet === but || !values.size || answers(match, facet).some((value) => values.has(value)),
    );

  function printed({ price, decimals, currency }) {
    if (!price) return "";
    const amount = price.includes(".") ? Number(price) : Number(price) / 10 ** decimals;
    if (!amount) return dataset.free;
    const digits = Math.max(decimals, price.split(".")[1]?.length ?? 0);
    const style = { style: "currency", currency, minimumFractionDigits: decimals, maximumFractionDigits: digits };
    return new Intl.NumberFormat(language, style).format(amount);
  }

  async function row(match) {
    const { name, sku, path } = await match.shown(match.number);
    const [copy, parts] = copyOf("result");
    const price = printed(match);
    const texts = {
      name,
      sku,
      vendor: match.vendor,
      category: match.category,
      price: match.from && price ? dataset.from.replace("{price}", price) : price,
      per: price && price !== dataset.free ? (match.per[language] ?? "") : "",
    };
    for (const [field, text] of Object.entries(texts)) if (parts[field]) parts[field].textContent = text;
    parts.name.href = `${dataset.root}/${path}`;
    if (parts.retired) parts.retired.hidden = !match.retired;
    return copy;
  }

  async function show(behind) {
    const mine = turn;
    const start = behind ? results.children.length : 0;
    const rows = await Promise.all(listed.slice(start, start + SHOWN).map(row));
    if (mine !== turn) return;
    if (behind) results.append(...rows);
    else results.replaceChildren(...rows);
    more.hidden = results.children.length >= listed.length;
    if (behind) one("a", rows[0]).focus();
  }

  function countOptions() {
    for (const [facet, boxes] of options) {
      const counts = new Map();
      for (const match of matches) {
        if (fits(match, facet)) for (const value of answers(match, facet)) counts.set(value, (counts.get(value) ?? 0) + 1);
      }
      for (const [value, { copy, parts }] of boxes) {
        parts.count.textContent = counts.get(value) ?? 0;
        copy.hidden = !counts.has(value) && !chosen.get(facet).has(value);
      }
    }
  }

  /** The most common options; those that are chosen stay, to be given up. */
  function renewOptions() {
    for (const place of places) {
      const facet = place.dataset.searchFacet;
      const counts = new Map([...chosen.get(facet)].map((value) => [value, 0]));
      for (const match of matches) {
        for (const value of answers(match, facet)) counts.set(value, (counts.get(value) ?? 0) + 1);
      }
      const named = facet === "vendor" || facet === "category";
      const title = (value) => (named ? value : place.getAttribute(`data-${value}`));
      const values = [...counts.keys()].filter(title).sort((a, b) => counts.get(b) - counts.get(a) || (a < b ? -1 : 1));
      const boxes = values.slice(0, OPTIONS_MAX).map((value) => {
        const [copy, parts] = copyOf("search-option");
        parts.title.textContent = title(value);
        Object.assign(parts.box, { name: facet, value, checked: chosen.get(facet).has(value) });
        return [value, { copy, parts }];
      });
      options.set(facet, new Map(boxes));
      one("[data-options]", place).replaceChildren(...boxes.map(([, { copy }]) => copy));
      place.hidden = boxes.length < 2 && !chosen.get(facet).size;
    }
  }

  function report(query) {
    const count = listed.length;
    const pattern = count ? (count === 1 ? dataset.one : dataset.some) : dataset.none;
    const text = pattern.replace("{count}", count.toLocaleString(language)).replace("{query}", () => meant || query);
    status.textContent = query ? `${meant ? `${dataset.meant.replace("{query}", () => meant)} ` : ""}${text}` : "";
  }

  function remember(query) {
    const asked = new URLSearchParams(query ? { q: query } : {});
    for (const [facet, values] of chosen) for (const value of values) asked.append(facet, value);
    history.replaceState(null, "", asked.size ? `?${asked}` : location.pathname);
  }

  async function narrow(query) {
    listed = matches.filter((match) => fits(match));
    countOptions();
    remember(query);
    await show(false);
    report(query);
  }

  async function answer() {
    const mine = ++turn;
    const query = input.value.trim();
    const parts = await opened();
    const found = await Promise.all(parts.map((part) => part.find(query)));
    if (mine !== turn) return;
    // A slip is put right only where no part of the shop has the word as it was typed.
    const exact = found.some((each) => each.found.length && !each.meant);
    const used = found.map((each) => (exact && each.meant ? { found: [], meant: "" } : each));
    meant = used.find((each) => each.found.length && each.meant)?.meant ?? "";
    matches = used.flatMap((each, at) => {
      const { offers, shelves, retired, shown, currency, decimals } = parts[at];
      const had = each.found.filter(([number]) => offers.has(number));
      return had.map(([number, score]) => {
        const [vendor, category] = shelves[number];
        const its = { part: at, number, score, retired: retired.has(number), vendor, category, shown, currency, decimals };
        return { ...its, ...offers.get(number) };
      });
    });
    matches.sort(better);
    renewOptions();
    await narrow(query);
  }

  /** The form goes where it goes without any of this. */
  function giveUp() {
    form.removeEventListener("submit", submit);
    form.removeEventListener("input", type);
    status.textContent = dataset.failed;
  }

  const run = () => answer().catch(giveUp);
  let waiting;

  function type({ target }) {
    if (target !== input) return;
    clearTimeout(waiting);
    const { length } = input.value.trim();
    if (!length || length >= TYPED_MIN) waiting = setTimeout(run, PAUSE_MS);
  }

  function submit(event) {
    event.preventDefault();
    clearTimeout(waiting);
    run();
  }

  function choose({ target }) {
    const values = chosen.get(target.name);
    if (!values) return;
    values[target.checked ? "add" : "delete"](target.value);
    turn += 1;
    narrow(input.value.trim()).catch(giveUp);
  }

  const before = new URLSearchParams(location.search);
  for (const [facet, values] of chosen) for (const value of before.getAll(facet)) values.add(value);
  input.value = before.get("q") ?? input.value;
  form.addEventListener("submit", submit);
  form.addEventListener("input", type);
  form.addEventListener("focusin", () => opened().catch(giveUp), { once: true });
  page.addEventListener("change", choose);
  more.addEventListener("click", () => show(true).catch(giveUp));
  if (input.value.trim()) run();
}

for (const page of all("[data-search-page]")) setUp(page);
