// The page that sets offerings side by side. What it says of them it takes from their own pages, so that nothing is
// said twice; which they are stands in its address.

import { all, copyOf, one } from "./shop.js";
import { fetchPages, within } from "./pages.js";
import { MOST, chosen, hashOf, keep } from "./shortlist.js";

const textOf = ({ textContent }) => textContent.replace(/\s+/g, " ").trim();

/** Name and value of an element that states something. */
function statement(element) {
  const { compareSpec, compareValue } = element.dataset;
  const [name, value] = [one("th", element), one("td", element)];
  return [compareSpec || (name ? textOf(name) : ""), compareValue ?? textOf(value ?? element)];
}

/** What the page of an offering says, for a column. */
function described(url, page) {
  const name = one("[data-compare-name]", page);
  const pictured = one("[data-compare-picture]", page);
  const picture = pictured?.matches("picture, img") ? pictured : pictured && one("picture, img", pictured);
  const specification = new Map();
  for (const [title, value] of all("[data-compare-spec]", page).map(statement)) {
    if (title && value) specification.set(title, [...(specification.get(title) ?? []), value]);
  }
  return { url, name: name ? textOf(name) : url, picture, specification };
}

function asked() {
  const inHash = location.hash.slice(1).split(",").filter(Boolean);
  const addresses = inHash.length ? inHash : chosen().map(({ url }) => url);
  return [...new Set(addresses.map(within).filter(Boolean))].slice(0, MOST);
}

function setUp(page) {
  const status = one("[data-compare-status]", page);
  const mark = one("[data-compare-differences]", page);
  let columns = [];
  let turn = 0;

  const say = (name, values = {}) => {
    const pattern = status?.dataset[name] ?? "";
    if (status) status.textContent = pattern.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
  };

  function head({ url, name, picture }, index) {
    const [cell, parts] = copyOf("compare-column");
    parts.name.textContent = name;
    parts.name.href = url;
    if (picture) parts.picture?.replaceChildren(document.importNode(picture, true));
    if (parts["remove-name"]) parts["remove-name"].textContent = ` ${name}`;
    parts.remove?.addEventListener("click", () => {
      columns.splice(index, 1);
      remember();
      render();
      say("removed", { name });
      (all("[data-field=remove]", page)[Math.min(index, columns.length - 1)] ?? one("#main"))?.focus();
    });
    return cell;
  }

  /** One value as it is, several below each other. */
  function cellOf(values) {
    const cell = document.createElement("td");
    const lines = values.map((value) => Object.assign(document.createElement("div"), { textContent: value }));
    if (values.length > 1) cell.append(...lines);
    else if (values.length) cell.textContent = values[0];
    else cell.append(copyOf("compare-missing")[0]);
    return cell;
  }

  function row(title) {
    const [copy, parts] = copyOf("compare-row");
    const values = columns.map(({ specification }) => specification.get(title) ?? []);
    const differs = new Set(values.map((value) => JSON.stringify(value))).size > 1;
    const line = copy.firstElementChild;
    parts.name.textContent = title;
    line.append(...values.map(cellOf));
    line.toggleAttribute("data-differs", differs && Boolean(mark?.checked));
    if (parts.differs) parts.differs.hidden = !line.hasAttribute("data-differs");
    return copy;
  }

  function render() {
    const titles = new Set(columns.flatMap(({ specification }) => [...specification.keys()]));
    const top = one("[data-compare-head]", page);
    top.replaceChildren(top.firstElementChild, ...columns.map(head));
    one("[data-compare-rows]", page).replaceChildren(...[...titles].map(row));
    one("[data-compare-full]", page).hidden = !columns.length;
    one("[data-compare-empty]", page).hidden = columns.length > 0;
  }

  function remember() {
    history.replaceState(history.state, "", columns.length ? hashOf(columns) : location.pathname + location.search);
    keep(columns.map(({ url, name }) => ({ url, name })));
  }

  async function load() {
    const mine = ++turn;
    const addresses = asked();
    say("loading");
    const pages = await fetchPages(addresses);
    if (mine !== turn) return;
    const names = new Map(chosen().map(({ url, name }) => [url, name]));
    const missing = addresses.filter((_, index) => !pages[index]).map((url) => names.get(url) ?? url);
    columns = addresses.flatMap((url, index) => (pages[index] ? [described(url, pages[index])] : []));
    if (!missing.length) remember(); // What cannot be had now may come back with the network.
    render();
    say(missing.length ? "failed" : "", { names: missing.join(", ") });
  }

  for (const plain of all("[data-compare-plain]", page)) plain.hidden = true;
  mark?.addEventListener("change", render);
  window.addEventListener("hashchange", load);
  load();
}

for (const page of all("[data-compare]")) setUp(page);
