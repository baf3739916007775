// A catalog's search index in the browser: finds what site/awning/search finds, which says how and why.

const ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
const LAST = "\uffff"; // Above every letter a word can have.
const WORD_MAX = 40;
const QUERY_MAX = 8;
const SHORTEST = 4;
const LONG = 8;
const LETTERS = { ß: "ss", ø: "o", æ: "ae", œ: "oe", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i", ς: "σ" };
const PIECE = /[\p{L}\p{N}]+/gu;
const COMPOUND = /[\p{L}\p{N}]+(?:[-._/:]+[\p{L}\p{N}]+)*/gu;

const plain = (text) =>
  text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[\u{10000}-\u{10ffff}]/gu, " ")
    .toLowerCase()
    .replace(/[ßøæœłđðþıς]/g, (letter) => LETTERS[letter]);

const withoutE = (text) => text.replace(/(?<=[aou])e/g, "");

export const folded = (text) => withoutE(plain(text));

const cut = (piece) => withoutE(piece).slice(0, WORD_MAX);

export function asked(query) {
  const found = (plain(query).match(COMPOUND) ?? []).flatMap((typed) => {
    const pieces = typed.match(PIECE);
    if (pieces.length > 1 && /\p{Nd}/u.test(typed)) return { word: cut(pieces.join("")), typed, pieces: pieces.map(cut) };
    return pieces.map((piece) => ({ word: cut(piece), typed: piece }));
  });
  return found.slice(0, QUERY_MAX);
}

export function unpacked(text) {
  const numbers = [];
  let number = 0;
  let shift = 0;
  for (const letter of text) {
    const value = ALPHABET.indexOf(letter);
    number |= (value & 31) << shift;
    shift += 5;
    if (value > 31) continue;
    numbers.push(number);
    number = shift = 0;
  }
  return numbers;
}

function rising(text) {
  let last = -1;
  return unpacked(text).map((step) => (last += step + 1));
}

const slipsAllowed = (word) => (word.length < SHORTEST || !/^\p{L}+$/u.test(word) ? 0 : word.length < LONG ? 1 : 2);

/** The slips between the word and each beginning of the other. */
function slipsOf(word, other) {
  let above;
  let before = [];
  let row = Array.from({ length: other.length + 1 }, (_, j) => j);
  for (let i = 1; i <= word.length; i++) {
    [above, before, row] = [before, row, [i]];
    for (let j = 1; j <= other.length; j++) {
      row[j] = Math.min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (word[i - 1] !== other[j - 1]));
      const swapped = i > 1 && j > 1 && word[i - 1] === other[j - 2] && word[i - 2] === other[j - 1];
      if (swapped) row[j] = Math.min(row[j], above[j - 2] + 1);
    }
  }
  return row;
}

function nearest(word, candidates, begun) {
  const allowed = slipsAllowed(word);
  let best;
  for (const [spelled, commonness] of candidates) {
    const candidate = folded(spelled);
    if (candidate.length < Math.max(SHORTEST, word.length - allowed)) continue;
    if (!begun && candidate.length > word.length + allowed) continue;
    const row = slipsOf(word, candidate.slice(0, word.length + allowed + 1));
    const slips = begun ? Math.min(...row) : row.at(-1);
    if (slips > allowed) continue;
    const ranks = [slips, row.at(-1) > slips, -commonness, spelled];
    const at = best?.findIndex((rank, place) => rank !== ranks[place]);
    if (!best || ranks[at] < best[at]) best = ranks;
  }
  return best?.[3];
}

function usualPath(name) {
  const words = name.toLowerCase().replace(/[^a-z0-9_\s-]/g, " ").trim().replace(/[-\s_]+/g, "-");
  return `products/${words.slice(0, 80).replace(/^-+|-+$/g, "")}.html`;
}

/** Open the index at an address; `load` gives the parsed content of an address. */
export async function openIndex(address, load) {
  const files = new Map();
  const file = (name) => {
    if (!files.has(name)) files.set(name, load(new URL(`${name}.json`, address)));
    return files.get(name);
  };
  const { chunk, words, letters, vendors, categories, ...more } = await load(address);
  const beginnings = words.split(" ");
  const retired = new Set(rising(more.retired));
  const shelves = [];
  const runs = unpacked(more.shelves);
  for (let at = 0; at < runs.length; at += 3) {
    for (let left = runs[at + 2]; left; left--) shelves.push([vendors[runs[at]], categories[runs[at + 1]]]);
  }

  const blockOf = (word) => Math.max(0, beginnings.findLastIndex((beginning) => beginning <= word));

  /** Entry to what it counts for by a word, or by all that begin with it. */
  async function plainHits(beginning, begun) {
    const first = blockOf(beginning);
    const last = begun ? blockOf(beginning + LAST) : first;
    const blocks = await Promise.all(Array.from({ length: last - first + 1 }, (_, at) => file(`w${first + at}`)));
    const hits = new Map();
    const take = (text, score) => {
      for (const number of rising(text)) hits.set(number, Math.max(hits.get(number) ?? 0, score));
    };
    for (const [shortened, strong, weak] of blocks) {
      const numbers = [strong.split(" "), weak.split(" ")];
      let word = "";
      shortened.split(" ").forEach((text, at) => {
        word = word.slice(0, ALPHABET.indexOf(text[0])) + text.slice(1);
        const whole = word === beginning;
        if (!whole && !(begun && word.startsWith(beginning))) return;
        take(numbers[0][at], whole ? 8 : 6);
        take(numbers[1][at], whole ? 2 : 1);
      });
    }
    return hits;
  }

  async function hitsOf({ word, pieces }, begun) {
    let hits = await plainHits(word, begun && word.length > 1);
    if (!hits.size && !begun && word.length > 1) hits = await plainHits(word, true);
    if (hits.size || !pieces) return hits;
    const found = await Promise.all(pieces.map((piece, at) => plainHits(piece, begun && at === pieces.length - 1)));
    return found.reduce((sofar, other) => both(sofar, other, Math.min));
  }

  async function meantBy(word, begun) {
    if (!slipsAllowed(word)) return undefined;
    const names = folded([...vendors, ...categories].join(" ")).match(PIECE) ?? [];
    for (const letter of new Set(word.slice(0, 2))) {
      const groups = letters.includes(letter) ? await file(`v${letters.indexOf(letter)}`) : [];
      const listed = groups.flatMap((group, commonness) => group.split(" ").map((spelled) => [spelled, commonness]));
      const meant = nearest(word, [...listed, ...names.map((name) => [name, 0])], begun);
      if (meant) return meant;
    }
    return undefined;
  }

  /** `found` of [number, score], and `meant` where another query was answered. */
  async function find(query) {
    const said = [];
    let found;
    let mistyped = false;
    const every = asked(query);
    for (const [at, each] of every.entries()) {
      const begun = at === every.length - 1;
      let hits = await hitsOf(each, begun);
      let typed = each.typed;
      if (!hits.size && begun && found?.size && each.word.length === 1) break; // One letter more is being typed.
      const meant = hits.size ? undefined : await meantBy(each.word, begun);
      if (meant) {
        hits = await plainHits(folded(meant), begun);
        typed = meant;
        mistyped = true;
      }
      said.push(typed);
      found = found ? both(found, hits, (one, other) => one + other) : hits;
      if (!found.size) return { found: [], meant: "" };
    }
    return { found: [...(found ?? [])], meant: mistyped ? said.join(" ") : "" };
  }

  async function shown(number) {
    const [names, skus, paths] = await file(`d${Math.floor(number / chunk)}`);
    const at = number % chunk;
    return { name: names[at], sku: skus[at], path: paths[at] || usualPath(names[at]) };
  }

  return { find, shown, shelves, retired };
}

function both(hits, others, together) {
  const shared = [...hits].filter(([number]) => others.has(number));
  return new Map(shared.map(([number, score]) => [number, together(score, others.get(number))]));
}

export const better = (a, b) => a.retired - b.retired || b.score - a.score || a.part - b.part || a.number - b.number;
