// The cart page: its lines by billing period, what they come to, and the way to the checkout.

import { all, copyOf, fieldsOf, load, one, onChange, save } from "./shop.js";
import {
  large, leastOf, more, orderable, ownSums, periodOf, quantityOf, sections, shownPrice, small, tax, together,
} from "./money.js";

const nameOf = ({ name, title }) => `${name}, ${title}`;
const isSame = (line) => ({ sku, plan }) => sku === line.sku && plan === line.plan;

const pathOf = ({ url }) => new URL(url, location.href).pathname;

/** Whether a line can be summed and linked to; the storage may hold anything. */
function isSound(line) {
  try {
    return quantityOf(line.quantity) > 0 && orderable(line) && Boolean(ownSums(line) && pathOf(line));
  } catch {
    return false;
  }
}

const lines = () => load().filter(isSound);

/** Whether this browser keeps anything. */
function keeps() {
  const name = "awning-probe";
  try {
    localStorage.setItem(name, name);
    localStorage.removeItem(name);
    return true;
  } catch {
    return false;
  }
}

/** Texts into the parts a theme has of those. */
function fill(parts, texts) {
  for (const [name, text] of Object.entries(texts)) if (parts[name]) parts[name].textContent = text;
}

function fillSums(parts, sums) {
  fill(parts, { total: large(sums), other: small(sums) });
  if (parts.tax) parts.tax.textContent = tax(sums, parts.tax.dataset.pattern);
}

function showTotals(page) {
  const found = sections(lines());
  const totals = found.length > 1 ? found.filter(({ period }) => period) : found; // Trials cost nothing.
  const rows = totals.map((sums) => {
    const [row, parts] = copyOf("cart-total");
    fill(parts, { period: sums.period });
    fillSums(parts, sums);
    return row;
  });
  one("[data-cart-totals]", page).replaceChildren(...rows);
  for (const place of all("[data-cart-steps]", page)) place.hidden = totals.filter(({ once }) => !once).length < 2;
  for (const place of all("[data-cart-now]", page)) {
    place.hidden = totals.length < 2;
    fillSums(fieldsOf(place), together(totals));
  }
}

/** Keep another quantity of a line, or take it out for none. Answers whether it is kept so. */
function change(line, quantity) {
  const kept = lines();
  const index = kept.findIndex(isSame(line));
  if (index < 0) return false;
  if (quantity) kept[index].quantity = quantity;
  else kept.splice(index, 1);
  return save(kept);
}

function setUp(page) {
  const ordered = location.hash === "#ordered";
  const note = one("[data-cart-note]", page);
  let fields = [];

  function say(id, line, undo) {
    const [copy, parts] = copyOf(id);
    fill(parts, { what: nameOf(line) });
    parts.undo?.addEventListener("click", undo);
    note?.replaceChildren(copy);
    parts.undo?.focus(); // The button that had the focus is gone.
  }

  function takeOut(line) {
    const index = lines().findIndex(isSame(line));
    change(line, 0);
    render();
    say("cart-removed", line, () => putBack(line, index));
    if (!note?.contains(document.activeElement)) one("#main")?.focus();
  }

  function putBack(line, index) {
    const kept = lines();
    if (!kept.some(isSame(line))) save([...kept.slice(0, index), line, ...kept.slice(index)]);
    render();
    say("cart-back", line);
    fields.find(([other]) => isSame(line)(other))?.[1].focus();
  }

  function setUpQuantity(field, line, show) {
    const { request } = field.dataset;
    field.value = line.quantity;
    field.min = leastOf(line);
    fields.push([line, field]);
    field.addEventListener("input", () => {
      const quantity = quantityOf(field.value);
      const fits = orderable({ ...line, quantity });
      field.setCustomValidity(quantity < leastOf(line) || fits ? "" : request);
      if (!fits) {
        if (quantity) field.reportValidity();
        return;
      }
      if (!change(line, quantity)) return render();
      line.quantity = quantity;
      note?.replaceChildren();
      show();
      showTotals(page);
    });
    field.addEventListener("blur", () => {
      field.value = line.quantity;
      field.setCustomValidity("");
    });
  }

  function row(line) {
    const [copy, parts] = copyOf("cart-line");
    const { name, title, unit, language, picture } = line;
    const show = () => {
      const pattern = parts.quantity.dataset.pattern;
      fill(parts, { each: large(ownSums(line, 1)), total: large(ownSums(line)), more: more(line, pattern) });
    };
    fill(parts, { name, title, unit, "remove-name": ` ${nameOf(line)}`, "quantity-name": ` ${nameOf(line)}` });
    for (const part of [parts.name, parts.title, parts.unit]) if (language && part) part.lang = language;
    parts.name.href = pathOf(line);
    if (picture && parts.picture) parts.picture.src = picture;
    else parts.picture?.remove();
    if (parts.stock) parts.stock.dataset.sku = line.sku;
    parts.remove.addEventListener("click", () => takeOut(line));
    setUpQuantity(parts.quantity, line, show);
    show();
    return copy;
  }

  function shelf(members) {
    const [copy, parts] = copyOf("cart-group");
    const { prefix, free } = parts.period.dataset;
    const { period } = sections(members).find(({ key }) => key === periodOf(members[0]));
    parts.period.textContent = period ? `${prefix} ${period}` : free;
    parts.lines.replaceChildren(...members.map(row));
    return copy;
  }

  function render() {
    const found = lines();
    const groups = new Map();
    for (const line of found) groups.set(periodOf(line), [...(groups.get(periodOf(line)) ?? []), line]);
    fields = [];
    one("[data-cart-groups]", page).replaceChildren(...[...groups.values()].map(shelf));
    one("[data-cart-empty]", page).hidden = found.length > 0;
    one("[data-cart-full]", page).hidden = found.length === 0;
    showTotals(page);
    if (one("[data-stock]", page)) import("./stock.js").then(({ showStock }) => showStock(page));
  }

  if (ordered) {
    save([]);
    history.replaceState(history.state, "", location.pathname + location.search); // Once; not again when reloaded.
  }
  for (const title of all("[data-empty-title]", page)) title.hidden = ordered;
  for (const title of all("[data-ordered-title]", page)) title.hidden = !ordered;
  // The lines go along when the form is sent; they stay here until the order is placed.
  one("[data-cart-form]", page).addEventListener("formdata", ({ formData }) => {
    for (const line of lines()) {
      const sent = { sku: line.sku, plan: line.plan, quantity: line.quantity, shown: shownPrice(line) };
      for (const [name, value] of Object.entries(sent)) formData.append(name, value);
    }
  });
  onChange(() => {
    note?.replaceChildren();
    render();
  });
  render();
}

const page = one("[data-cart]");
// Where nothing is kept, what was added is at the checkout, and the page says so.
if (page && (keeps() || lines().length)) {
  for (const place of all("[data-cart-plain]", page)) place.hidden = keeps();
  setUp(page);
}
