// Runs Lighthouse on pages given as JSON on stdin, one browser for each run, nothing beside it.
// Arguments: the folder of node_modules, the browser's path, its flags. Prints one line of JSON for each run.

import { createRequire } from "node:module";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";

const [folder, executablePath, ...args] = process.argv.slice(2);
const from = createRequire(`${folder}/`);
const load = (name) => import(pathToFileURL(from.resolve(name)));
const { default: lighthouse } = await load("lighthouse");
const { default: puppeteer } = await load("puppeteer-core");

async function measure({ url, storage, skip }) {
  const browser = await puppeteer.launch({ executablePath, args, headless: "shell" });
  try {
    const page = await browser.newPage();
    if (storage) {
      await page.goto(new URL("/robots.txt", url).href);
      await page.evaluate((items) => items.forEach(({ name, value }) => localStorage.setItem(name, value)), storage);
    }
    const flags = { logLevel: "error", disableStorageReset: Boolean(storage), skipAudits: skip };
    const { lhr } = await lighthouse(url, flags, undefined, page);
    if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
    const scores = Object.values(lhr.categories).map(({ id, score }) => [id, Math.round(score * 100)]);
    const ways = Object.values(lhr.categories).flatMap(({ auditRefs }) => auditRefs).filter(({ weight }) => weight);
    const failed = ways.map(({ id }) => lhr.audits[id]).filter(({ score }) => score !== null && score < 0.9);
    const value = (id) => lhr.audits[id].numericValue;
    return {
      scores: Object.fromEntries(scores),
      lcp: value("largest-contentful-paint"),
      tbt: value("total-blocking-time"),
      cls: value("cumulative-layout-shift"),
      failed: [...new Set(failed.map(({ id, title, displayValue }) => `${id}: ${title} ${displayValue ?? ""}`))],
    };
  } finally {
    await browser.close();
  }
}

const { pages, runs } = JSON.parse(await text(process.stdin));
for (const page of pages) {
  for (let run = 1; run <= runs; run++) {
    const result = await measure(page).catch((error) => ({ error: String(error) }));
    console.log(JSON.stringify({ name: page.name, run, ...result }));
  }
}
