// The cart. It lives in this browser's localStorage and is handed to the checkout as one form; the checkout prices it
// anew. Where there is no storage, nothing here runs and the forms post to the checkout by themselves.
//
// Sums are made as the checkout makes them, in whole minor units: amounts are added on the side the shop anchors, net
// or gross, and tax is rounded half up, once for each rate and billing period, or line by line where the shop says so.

const QUANTITY_MAX = 100_000;
const RATE_DECIMALS = 8;
const HUNDRED = 10n ** BigInt(RATE_DECIMALS + 2);
const { shop, currency, decimals, coin, anchor, shown, other, rounding, free } = document.body.dataset;
const COIN = BigInt(coin);
const KEY = `awning-cart:${shop}`;
const DIGITS = Number(decimals);
const money = new Intl.NumberFormat(document.documentElement.lang, {
  style: "currency",
  currency,
  minimumFractionDigits: DIGITS,
  maximumFractionDigits: DIGITS,
});

const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

/** A plain number as a whole number of its last decimal: 4.50 with two decimals is 450n. */
function exact(text, digits) {
  const [whole, part = ""] = text.split(".");
  return BigInt(whole + part.padEnd(digits, "0"));
}

/** The same backwards: what the checkout is told. */
function plainly(minor) {
  const text = String(minor).padStart(DIGITS + 1, "0");
  return DIGITS ? `${text.slice(0, -DIGITS)}.${text.slice(-DIGITS)}` : text;
}

const printed = (minor) => money.format(Number(minor) / 10 ** DIGITS);

/** A quantity somebody typed, or 0 where it is none. */
function quantityOf(text) {
  const number = Number(text);
  return Number.isInteger(number) && number >= 1 && number <= QUANTITY_MAX ? number : 0;
}

// Summing

/** The price of one that holds for so many: nothing for too few, null where customers have to ask. */
const stepOf = ({ steps }, quantity) => steps.filter(([start]) => start <= quantity).at(-1)?.[1];

const leastOf = ({ parts }) => Math.max(...parts.map(({ steps }) => steps[0][0]));

const orderable = ({ parts, quantity }) => quantity > 0 && parts.every((part) => stepOf(part, quantity) != null);

const halfUp = (dividend, divisor) => (2n * dividend + divisor) / (2n * divisor);

/** The same in whole coins: of some currencies these are more than one minor unit. */
const inCoins = (dividend, divisor) => halfUp(dividend, divisor * COIN) * COIN;

/** Net and gross of an amount. */
function taxed({ amount, rate }) {
  const percent = exact(rate, RATE_DECIMALS);
  if (anchor === "net") return { net: amount, gross: amount + inCoins(amount * percent, HUNDRED) };
  return { net: amount - inCoins(amount * percent, HUNDRED + percent), gross: amount };
}

/** Net and gross of several amounts together. */
function summed(items) {
  const together = new Map();
  items.forEach(({ amount, rate }, index) => {
    const key = rounding === "line" ? index : exact(rate, RATE_DECIMALS);
    together.set(key, { rate, amount: amount + (together.get(key)?.amount ?? 0n) });
  });
  const sums = [...together.values()].map(taxed);
  const sum = (side) => sums.reduce((sofar, part) => sofar + part[side], 0n);
  return { net: sum("net"), gross: sum("gross") };
}

/** What lines come to with each period, the shortest first and what is paid once last; of each line all, or so many. */
function sections(lines, count) {
  const found = new Map();
  for (const { parts, quantity } of lines) {
    for (const part of parts) {
      const amount = exact(stepOf(part, quantity), DIGITS) * BigInt(count ?? quantity);
      found.set(part.period, [...(found.get(part.period) ?? []), { ...part, amount }]);
    }
  }
  const length = ({ once, months }) => (once ? Infinity : months);
  return [...found]
    .map(([period, items]) => ({ period, once: items[0].months === null, months: items[0].months, ...summed(items) }))
    .sort((a, b) => (a.once && b.once ? 0 : length(a) - length(b)));
}

const large = (sums) => (sums.gross ? printed(sums[shown]) : free);

/** The side that does not stand large, where the shop prints both. */
function small(sums) {
  const side = shown === "net" ? "gross" : "net";
  return other && sums.gross ? other.replace("{price}", printed(sums[side])) : "";
}

/** What a line costs beside its own price, by a pattern. */
function more(line, pattern) {
  const beside = sections([line]).filter(({ period, gross }) => period !== line.period && gross);
  return beside.map((sums) => pattern.replace("{price}", large(sums)).replace("{period}", sums.period)).join(", ");
}

const ownSums = (line, count) => sections([line], count).find(({ period }) => period === line.period);

/** The price of one, as the page showed it; without what is paid for its start. */
function shownPrice({ parts, period, quantity }) {
  const own = parts.filter((part) => part.period === period && !part.setup);
  return plainly(own.reduce((sum, part) => sum + exact(stepOf(part, quantity), DIGITS), 0n));
}

// Keeping

function load() {
  try {
    const lines = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return lines.filter((line) => line.sku && line.plan && line.parts && quantityOf(line.quantity) && orderable(line));
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
  const plan = one("input[name=plan]:checked, input[name=plan][type=hidden]", form);
  const { title, unit, period, parts } = plan.dataset;
  return {
    sku: form.elements.sku.value,
    plan: plan.value,
    quantity: quantityOf(form.elements.quantity.value),
    name: form.dataset.name,
    url: form.dataset.url,
    picture: form.dataset.picture,
    title,
    unit,
    period,
    parts: JSON.parse(parts),
  };
}

function setUpProduct(form) {
  const quantity = form.elements.quantity;
  const { request } = form.dataset;

  function refresh() {
    const line = chosen(form);
    const fits = orderable(line);
    const beside = one("[data-total-more]");
    quantity.min = leastOf(line);
    quantity.setCustomValidity(line.quantity < leastOf(line) || fits ? "" : request);
    one("[data-chosen]").textContent = line.title;
    one("[data-total-period]").textContent = line.period;
    one("[data-total]").textContent = fits ? large(ownSums(line)) : "–";
    one("[data-total-other]").textContent = fits ? small(ownSums(line)) : "";
    beside.textContent = fits ? more(line, beside.dataset.pattern) : "";
  }

  /** Another plan may be sold in larger numbers only. */
  function choose() {
    const line = chosen(form);
    if (line.quantity && line.quantity < leastOf(line)) quantity.value = leastOf(line);
    refresh();
  }

  for (const button of all("[data-step]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const next = (quantityOf(quantity.value) || 1) + Number(button.dataset.step);
      quantity.value = Math.min(Math.max(next, leastOf(chosen(form))), QUANTITY_MAX);
      refresh();
    });
  }
  for (const place of all("[data-chosen], [data-total-row]")) place.hidden = false;
  form.addEventListener("change", choose);
  quantity.addEventListener("input", refresh);
  quantity.addEventListener("change", refresh);
  window.addEventListener("pageshow", choose);

  form.addEventListener("submit", (event) => {
    const line = chosen(form);
    const lines = load();
    const same = lines.findIndex((other) => other.sku === line.sku && other.plan === line.plan);
    const before = same < 0 ? 0 : lines.splice(same, 1)[0].quantity;
    const kept = { ...line, quantity: Math.min(before + line.quantity, QUANTITY_MAX) };
    if (!orderable(kept)) {
      event.preventDefault();
      quantity.setCustomValidity(request);
      quantity.reportValidity();
      return;
    }
    if (!save([...lines, kept])) return;
    event.preventDefault();
    const [note, parts] = copyOf("added");
    parts.what.textContent = `${line.quantity} × ${line.name}, ${line.title}`;
    one("[data-added]").replaceChildren(note);
  });
  choose();
}

// The cart page

function setUpCart(page) {
  const ordered = location.hash === "#ordered";
  if (ordered) save([]);

  function showTotals() {
    const found = sections(load());
    const totals = found.length > 1 ? found.filter(({ period }) => period) : found; // Trials cost nothing.
    const rows = totals.map((sums) => {
      const [row, parts] = copyOf("cart-total");
      parts.period.textContent = sums.period;
      parts.total.textContent = large(sums);
      parts.other.textContent = small(sums);
      return row;
    });
    one("[data-cart-totals]", page).replaceChildren(...rows);
    one("[data-cart-steps]", page).hidden = totals.filter(({ once }) => !once).length < 2;
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
    const { request, pattern } = parts.quantity.dataset;
    const show = () => {
      parts.each.textContent = large(ownSums(line, 1));
      parts.total.textContent = large(ownSums(line));
      parts.more.textContent = more(line, pattern);
    };
    parts.name.textContent = line.name;
    parts.name.href = new URL(line.url, location.href).pathname;
    parts.title.textContent = line.title;
    parts.unit.textContent = line.unit;
    for (const name of ["remove-name", "quantity-name"]) parts[name].textContent = ` ${line.name}, ${line.title}`;
    parts.quantity.value = line.quantity;
    parts.quantity.min = leastOf(line);
    if (line.picture) parts.picture.src = line.picture;
    else parts.picture.remove();
    parts.quantity.addEventListener("input", () => {
      const quantity = quantityOf(parts.quantity.value);
      const fits = orderable({ ...line, quantity });
      parts.quantity.setCustomValidity(quantity < leastOf(line) || fits ? "" : request);
      if (!fits) {
        if (quantity) parts.quantity.reportValidity();
        return;
      }
      line.quantity = quantity;
      change(line, quantity);
      show();
      showTotals();
    });
    parts.quantity.addEventListener("blur", () => {
      parts.quantity.value = line.quantity;
      parts.quantity.setCustomValidity("");
    });
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
    const shelves = [...groups].map(([period, members]) => {
      const [copy, parts] = copyOf("cart-group");
      const { prefix, free } = parts.period.dataset;
      parts.period.textContent = period ? `${prefix} ${period}` : free;
      parts.lines.replaceChildren(...members.map(row));
      return copy;
    });
    one("[data-cart-groups]", page).replaceChildren(...shelves);
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
      const fields = { sku: line.sku, plan: line.plan, quantity: line.quantity, shown: shownPrice(line) };
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
