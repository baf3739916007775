// The page of an offering or a bundle: what the chosen plan comes to, and the way into the cart.

import { all, copyOf, load, one, save } from "./shop.js";
import { QUANTITY_MAX, large, leastOf, more, orderable, ownSums, quantityOf, small } from "./money.js";

const NOTHING = "–";

function write(selector, textOf) {
  for (const place of all(selector)) place.textContent = textOf(place);
}

/** What is chosen on the page, as a line of the cart. */
function chosen(form) {
  const plan = one("input[name=plan]:checked, input[name=plan][type=hidden]", form);
  const { title, unit, period, parts } = plan.dataset;
  const { name, url, picture } = form.dataset;
  const { lang: language } = document.documentElement;
  const asked = { sku: form.elements.sku.value, plan: plan.value, quantity: quantityOf(form.elements.quantity.value) };
  return { ...asked, language, name, url, picture, title, unit, period, parts: JSON.parse(parts) };
}

/** Keep one more line, or more of one that is there. Answers whether so many can be ordered, and whether it is kept. */
function add(line) {
  const lines = load();
  const same = lines.findIndex(({ sku, plan }) => sku === line.sku && plan === line.plan);
  const before = same < 0 ? 0 : lines.splice(same, 1)[0].quantity;
  const grown = { ...line, quantity: Math.min(before + line.quantity, QUANTITY_MAX) };
  const fits = orderable(grown);
  return { fits, kept: fits && save([...lines, grown]) };
}

function setUp(form) {
  const quantity = form.elements.quantity;
  const { request } = form.dataset;

  function refresh() {
    const line = chosen(form);
    const fits = orderable(line);
    quantity.min = leastOf(line);
    quantity.setCustomValidity(line.quantity < leastOf(line) || fits ? "" : request);
    write("[data-chosen]", () => line.title);
    write("[data-total-period]", () => line.period);
    write("[data-total]", () => (fits ? large(ownSums(line)) : NOTHING));
    write("[data-total-other]", () => (fits ? small(ownSums(line)) : ""));
    write("[data-total-more]", ({ dataset }) => (fits ? more(line, dataset.pattern) : ""));
  }

  /** Another plan may be sold in larger numbers only. */
  function choose() {
    const line = chosen(form);
    if (line.quantity && line.quantity < leastOf(line)) quantity.value = leastOf(line);
    refresh();
  }

  function step({ currentTarget }) {
    const next = (quantityOf(quantity.value) || 1) + Number(currentTarget.dataset.step);
    quantity.value = Math.min(Math.max(next, leastOf(chosen(form))), QUANTITY_MAX);
    refresh();
  }

  function submit(event) {
    const line = chosen(form);
    const { fits, kept } = add(line);
    if (kept || !fits) event.preventDefault();
    if (!fits) {
      quantity.setCustomValidity(request);
      quantity.reportValidity();
    }
    if (kept) showAdded(line);
  }

  for (const button of all("[data-step]")) button.addEventListener("click", step);
  for (const place of all("[data-step], [data-chosen], [data-total-row]")) place.hidden = false;
  form.addEventListener("change", choose);
  form.addEventListener("submit", submit);
  quantity.addEventListener("input", refresh);
  quantity.addEventListener("change", refresh);
  window.addEventListener("pageshow", choose); // Browsers put back what was chosen before.
  choose();
}

function showAdded({ quantity, name, title }) {
  const place = one("[data-added]");
  const [note, { what }] = copyOf("added");
  what.textContent = `${quantity} × ${name}, ${title}`;
  place.replaceChildren(note);
  place.scrollIntoView({ block: "nearest" });
}

/** The bar is for when the button of the page is out of view. */
function setUpBar(bar, button) {
  new IntersectionObserver(([{ isIntersecting }]) => (bar.hidden = isIntersecting)).observe(button);
}

function keptAny() {
  try {
    return sessionStorage.length > 0;
  } catch {
    return false; // Storage is switched off.
  }
}

/** Few compare, so what that takes is loaded when they do. */
function setUpCompare(toggle) {
  const wake = () => import("./shortlist.js");
  toggle.hidden = false;
  if (keptAny()) wake();
  else toggle.addEventListener("click", () => wake().then(({ turn }) => turn(toggle)), { once: true });
}

if (one("#buy")) setUp(one("#buy"));
if (one("[data-buy-bar]") && one("[data-add]")) setUpBar(one("[data-buy-bar]"), one("[data-add]"));
if (one("[data-stock]")) import("./stock.js").then(({ showStock }) => showStock());
if (one("[data-compare-toggle]")) setUpCompare(one("[data-compare-toggle]"));
