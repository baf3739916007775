// Sums, made as the checkout makes them: in whole minor units, which are BigInts. Amounts are added on the side the
// shop anchors, net or gross, and tax is rounded half up, once for each rate and billing period, or line by line where
// the shop says so. Which of these a shop does stands on the page's body.
//
// A line has a quantity and parts: what is paid with which period, and from which quantity on one of it costs what.

export const QUANTITY_MAX = 100_000;
const RATE_DECIMALS = 8;
const HUNDRED = 10n ** BigInt(RATE_DECIMALS + 2);
const { currency, decimals, coin, anchor, shown, other, rounding, free } = document.body.dataset;
const { lang } = document.documentElement;
const COIN = BigInt(coin);
const DIGITS = Number(decimals);
const money = new Intl.NumberFormat(document.body.dataset.locale ?? lang, {
  style: "currency",
  currency,
  minimumFractionDigits: DIGITS,
  maximumFractionDigits: DIGITS,
});

/** A plain number as a whole number of its last decimal: 4.50 with two decimals is 450n. */
export function exact(text, digits = DIGITS) {
  const [whole, part = ""] = text.split(".");
  return BigInt(whole + part.padEnd(digits, "0"));
}

/** The same backwards: what the checkout is told. */
export function plainly(minor) {
  const text = String(minor).padStart(DIGITS + 1, "0");
  return DIGITS ? `${text.slice(0, -DIGITS)}.${text.slice(-DIGITS)}` : text;
}

const printed = (minor) => money.format(plainly(minor)); // Of text it prints every digit; of a number perhaps not.

/** A quantity somebody typed, or 0 where it is none. */
export function quantityOf(text) {
  const number = Number(text);
  return Number.isInteger(number) && number >= 1 && number <= QUANTITY_MAX ? number : 0;
}

/** The price of one that holds for so many: nothing for too few, null where customers have to ask. */
const stepOf = ({ steps }, quantity) => steps.filter(([start]) => start <= quantity).at(-1)?.[1];

export const leastOf = ({ parts }) => Math.max(...parts.map(({ steps }) => steps[0][0]));

export const orderable = ({ parts, quantity }) => quantity > 0 && parts.every((part) => stepOf(part, quantity) != null);

const halfUp = (dividend, divisor) => (2n * dividend + divisor) / (2n * divisor);

/** The same in whole coins: of some currencies these are more than one minor unit. */
const inCoins = (dividend, divisor) => halfUp(dividend, divisor * COIN) * COIN;

/** Net and gross of an amount. */
function taxed({ amount, rate }) {
  const percent = exact(rate, RATE_DECIMALS);
  if (anchor === "net") return { net: amount, gross: amount + inCoins(amount * percent, HUNDRED) };
  return { net: amount - inCoins(amount * percent, HUNDRED + percent), gross: amount };
}

/** Net and gross of several sums together. */
export function together(sums) {
  const side = (name) => sums.reduce((sofar, sum) => sofar + sum[name], 0n);
  return { net: side("net"), gross: side("gross") };
}

/** Net and gross of several amounts, as one document sums them. */
function summed(items) {
  const rates = new Map();
  items.forEach(({ amount, rate }, index) => {
    const key = rounding === "line" ? index : exact(rate, RATE_DECIMALS);
    rates.set(key, { rate, amount: amount + (rates.get(key)?.amount ?? 0n) });
  });
  return together([...rates.values()].map(taxed));
}

/** What tells periods apart: their length, which is the same in all languages, or their name; what is free has none. */
const keyOf = ({ period, months }) => (months && period ? months : months === null && period ? "once" : period);

/** The same of the period a line goes by. */
export const periodOf = ({ parts, period }) => keyOf(parts.find((part) => part.period === period) ?? { period });

/**
 * What lines come to with each period, the shortest first and what is paid once last; of each line all, or so many.
 * A period is named in the language of the page where any line was put in with it.
 */
export function sections(lines, count) {
  const found = new Map();
  for (const { parts, quantity, language } of lines) {
    for (const part of parts) {
      const amount = exact(stepOf(part, quantity)) * BigInt(count ?? quantity);
      found.set(keyOf(part), [...(found.get(keyOf(part)) ?? []), { ...part, amount, language }]);
    }
  }
  const length = ({ once, months }) => (once ? Infinity : months);
  return [...found]
    .map(([key, items]) => {
      const { period } = items.find(({ language }) => language === lang) ?? items[0];
      return { key, period, once: items[0].months === null, months: items[0].months, ...summed(items) };
    })
    .sort((a, b) => (a.once && b.once ? 0 : length(a) - length(b)));
}

/** What a line costs with its own period; of all, or of so many. */
export const ownSums = (line, count) => sections([line], count).find(({ key }) => key === periodOf(line));

/** The side that stands large. */
export const large = (sums) => (sums.gross ? printed(sums[shown]) : free);

/** The side that does not, where the shop prints both. */
export function small(sums) {
  const side = shown === "net" ? "gross" : "net";
  return other && sums.gross ? other.replace("{price}", printed(sums[side])) : "";
}

/** How much tax that is, by a pattern; nothing where there is none. */
export function tax({ net, gross }, pattern) {
  return gross > net ? pattern.replace("{price}", printed(gross - net)) : "";
}

/** What a line costs beside its own price, by a pattern. */
export function more(line, pattern) {
  const beside = sections([line]).filter(({ key, gross }) => key !== periodOf(line) && gross);
  return beside.map((sums) => pattern.replace("{price}", large(sums)).replace("{period}", sums.period)).join(", ");
}

/** The price of one, as the page showed it; without what is paid for its start. */
export function shownPrice({ parts, period, quantity }) {
  const own = parts.filter((part) => part.period === period && !part.setup);
  return plainly(own.reduce((sum, part) => sum + exact(stepOf(part, quantity)), 0n));
}
