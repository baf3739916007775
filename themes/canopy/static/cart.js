// The cart. It lives in this browser's localStorage and is handed to the checkout as one form; the checkout prices it
// anew. Where there is no storage, nothing here runs and the forms post to the checkout by themselves.

const QUANTITY_MAX = 100_000;
const { shop, currency } = document.body.dataset;
const KEY = `awning-cart:${shop}`;
const money = new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency });
const MINOR = 10 ** money.resolvedOptions().maximumFractionDigits;

const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const printed = (minor) => money.format(minor / MINOR);
const digits = (text) => Number(text.replace(/\D/g, ""));

/** A quantity somebody typed, or 0 where it is none. */
function quantityOf(text) {
  const number = Number(text);
  return Number.isInteger(number) && number >= 1 && number <= QUANTITY_MAX ? number : 0;
}

/** The step of the line's price that holds for its quantity: how many it starts at, the net price, minor units shown. */
function stepOf({ steps, quantity }) {
  return steps.filter(([start]) => start <= quantity).at(-1) ?? steps[0];
}

const totalOf = (line) => stepOf(line)[2] * line.quantity;

// Keeping

function load() {
  try {
    const lines = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return lines.filter((line) => line.sku && line.plan && quantityOf(line.quantity) && line.steps.length);
  } catch {
    return [];
  }
}

/** Keep the lines. Answers whether that worked: private windows and full disks refuse. */
function save(lines) {
  try {
    localStorage.setItem(KEY, JSON.stringify(lines));
  } catch {
    return false;
  }
  showCount();
  return true;
}

function showCount() {
  const count = load().reduce((sum, line) => sum + line.quantity, 0);
  for (const place of all("[data-cart-count]")) {
    place.textContent = count > 999 ? "999+" : count;
    place.hidden = !count;
  }
}

/** A copy of a template, and its parts by the names in data-field. */
function copyOf(id) {
  const copy = document.getElementById(id).content.cloneNode(true);
  const parts = Object.fromEntries(all("[data-field]", copy).map((part) => [part.dataset.field, part]));
  return [copy, parts];
}

// The product page

/** What is chosen on the page, as a line of the cart. */
function chosen(form) {
  const plan = one("input[name=plan]:checked", form);
  const card = plan.closest(".plan");
  return {
    sku: form.elements.sku.value,
    plan: plan.value,
    quantity: quantityOf(form.elements.quantity.value),
    name: form.dataset.name,
    url: form.dataset.url,
    picture: form.dataset.picture,
    title: one(".plan-title", card).textContent,
    unit: one(".plan-price .per", card).textContent,
    period: plan.dataset.period,
    // What the page prints is what is added up, so a shop that shows prices with tax gets totals with tax.
    steps: all("[data-from]", card)
      .map((price) => [digits(price.dataset.from), price.value, digits(price.textContent)])
      .sort(([a], [b]) => a - b),
  };
}

function setUpProduct(form) {
  const quantity = form.elements.quantity;

  function refresh() {
    const line = chosen(form);
    one("[data-chosen]").textContent = line.title;
    one("[data-total-period]").textContent = line.period;
    one("[data-total]").textContent = line.quantity ? printed(totalOf(line)) : "–";
  }

  for (const button of all("[data-step]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const next = (quantityOf(quantity.value) || 1) + Number(button.dataset.step);
      quantity.value = Math.min(Math.max(next, 1), QUANTITY_MAX);
      refresh();
    });
  }
  for (const place of all("[data-chosen], [data-total-row]")) place.hidden = false;
  form.addEventListener("change", refresh);
  quantity.addEventListener("input", refresh);
  quantity.addEventListener("change", refresh);
  window.addEventListener("pageshow", refresh);

  form.addEventListener("submit", (event) => {
    const line = chosen(form);
    const lines = load();
    const same = lines.findIndex((other) => other.sku === line.sku && other.plan === line.plan);
    const before = same < 0 ? 0 : lines.splice(same, 1)[0].quantity;
    const kept = { ...line, quantity: Math.min(before + line.quantity, QUANTITY_MAX) };
    if (!save([...lines, kept])) return;
    event.preventDefault();
    const [note, parts] = copyOf("added");
    parts.what.textContent = `${line.quantity} × ${line.name}, ${line.title}`;
    one("[data-added]").replaceChildren(note);
  });
  refresh();
}

// The cart page

function setUpCart(page) {
  const ordered = location.hash === "#ordered";
  if (ordered) save([]);

  function showTotals() {
    const totals = new Map();
    for (const line of load()) totals.set(line.period, (totals.get(line.period) ?? 0) + totalOf(line));
    if (totals.size > 1) totals.delete(""); // Trials cost nothing.
    const rows = [...totals].map(([period, total]) => {
      const [row, parts] = copyOf("cart-total");
      parts.period.textContent = period;
      parts.total.textContent = printed(total);
      return row;
    });
    one("[data-cart-totals]", page).replaceChildren(...rows);
    one("[data-cart-steps]", page).hidden = totals.size < 2;
  }

  function change(line, quantity) {
    const lines = load();
    const same = lines.findIndex((other) => other.sku === line.sku && other.plan === line.plan);
    if (same < 0) return;
    if (quantity) lines[same].quantity = quantity;
    else lines.splice(same, 1);
    save(lines);
  }

  function row(line) {
    const [copy, parts] = copyOf("cart-line");
    const show = () => {
      parts.each.textContent = printed(stepOf(line)[2]);
      parts.total.textContent = printed(totalOf(line));
    };
    parts.name.textContent = line.name;
    parts.name.href = new URL(line.url, location.href).pathname;
    parts.title.textContent = line.title;
    parts.unit.textContent = line.unit;
    for (const name of ["remove-name", "quantity-name"]) parts[name].textContent = ` ${line.name}, ${line.title}`;
    parts.quantity.value = line.quantity;
    if (line.picture) parts.picture.src = line.picture;
    else parts.picture.remove();
    parts.quantity.addEventListener("input", () => {
      const quantity = quantityOf(parts.quantity.value);
      if (!quantity) return;
      line.quantity = quantity;
      change(line, quantity);
      show();
      showTotals();
    });
    parts.quantity.addEventListener("blur", () => (parts.quantity.value = line.quantity));
    parts.remove.addEventListener("click", () => {
      change(line, 0);
      render();
      const status = one("[data-cart-status]", page);
      status.textContent = `${status.dataset.removed} ${line.name}`;
      one("#main").focus();
    });
    show();
    return copy;
  }

  function render() {
    const lines = load();
    const groups = new Map();
    for (const line of lines) groups.set(line.period, [...(groups.get(line.period) ?? []), line]);
    const sections = [...groups].map(([period, members]) => {
      const [copy, parts] = copyOf("cart-group");
      const { prefix, free } = parts.period.dataset;
      parts.period.textContent = period ? `${prefix} ${period}` : free;
      parts.lines.replaceChildren(...members.map(row));
      return copy;
    });
    one("[data-cart-groups]", page).replaceChildren(...sections);
    one("[data-cart-plain]", page).hidden = true;
    one("[data-cart-empty]", page).hidden = lines.length > 0;
    one("[data-cart-full]", page).hidden = lines.length === 0;
    one("[data-empty-title]", page).hidden = ordered;
    one("[data-ordered-title]", page).hidden = !ordered;
    showTotals();
  }

  one("[data-cart-form]", page).addEventListener("submit", ({ target }) => {
    for (const field of all("input", target)) field.remove();
    for (const line of load()) {
      const fields = { sku: line.sku, plan: line.plan, quantity: line.quantity, shown: stepOf(line)[1] };
      for (const [name, value] of Object.entries(fields)) {
        target.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
      }
    }
  });
  window.addEventListener("storage", render);
  window.addEventListener("pageshow", ({ persisted }) => persisted && render());
  render();
}

/** The menu closes as menus do: with Escape, and when one looks elsewhere. */
function setUpMenu(menu) {
  const close = () => menu.removeAttribute("open");
  document.addEventListener("click", ({ target }) => menu.contains(target) || close());
  menu.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape") return;
    close();
    one("summary", menu).focus();
  });
  menu.addEventListener("focusout", ({ relatedTarget }) => relatedTarget && !menu.contains(relatedTarget) && close());
}

for (const menu of all(".menu")) setUpMenu(menu);
if (save(load())) {
  window.addEventListener("storage", showCount);
  if (one("#buy")) setUpProduct(one("#buy"));
  if (one("[data-cart]")) setUpCart(one("[data-cart]"));
}
