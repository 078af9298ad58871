/**
 * Measures the time from a reader's key to painted hits, in a real Chromium against the local server's pages: npm run
 * bench:widget -- [articles] [folder] [text]... The index is made in the folder, or found there from the last time. The
 * texts, cut to 23 letters, are what is typed letter by letter; by default words of the made articles.
 *
 * The time runs from the key's own time stamp to the first frame that shows a hit: network on loopback, search,
 * rendering. Long tasks of the page (over 50 ms) and layout shifts are told beside. Then the same of boxes that read
 * the index themselves, published to a host of files: in a worker, and on the page's thread. Wall time: only a quiet
 * machine gives figures.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { chooseAnswers } from "../../functions/query/answer-settings.ts";
import { answerSettings, parseEnvironment } from "../../functions/settings/environment.ts";
import { startApiServer } from "../../infra/local/api-server.ts";
import { systemClock } from "../../src/clock.ts";
import { systemIdSource } from "../../src/id-source.ts";
import { defaultKeyLayout } from "../../src/index/shared.ts";
import type { FileObjectStore } from "../../src/store/local.ts";
import { launchChromium } from "../browser/support/chromium.ts";
import { publishedFrom, startIndexHosts } from "../browser/support/index-site.ts";
import { withIndexFolder } from "./index-folder.ts";
import { NewsCorpus } from "./news-corpus.ts";
import { twoWordQueries } from "./request-mix.ts";
import { type TypedRun, typeRun } from "./typed-run.ts";

/** Beginnings of the corpus' words; each is typed into a page that was just opened. */
const BEGINNINGS = ["ва", "го", "де", "за", "ка", "ло", "ми", "но", "по", "ру", "са", "та"];
const TYPED_LENGTH = 23;
/** Searches that are typed whole, each in a page of its own. */
const typedTexts = (process.argv.length > 4 ? process.argv.slice(4) : madeTexts()).map((text) =>
  text.slice(0, TYPED_LENGTH),
);
/** Typed before, so that what the server reads once and Chromium compiles once is no part of it. */
const WARMING_BEGINNINGS = ["бо", "ве", "ди"];
/** Longer than the answer to the first letter, which finds nothing, takes. */
const REST_MS = 500;

interface TypedKey {
  readonly paintedMs: number;
  readonly longestTaskMs: number;
  readonly layoutShifts: number;
}

const articles = Number(process.argv[2] ?? 10_000);
await withIndexFolder(process.argv[3], articles, main);

async function main(_folder: string, store: FileObjectStore): Promise<void> {
  const context = { store, layout: defaultKeyLayout, clock: systemClock, ids: systemIdSource };
  const logger = { info: () => undefined, error: (event: string, fields: unknown) => console.error(event, fields) };
  const server = await startApiServer(
    context,
    chooseAnswers(parseEnvironment({}, answerSettings), false),
    0,
    "",
    logger,
  );
  const browser = await launchChromium();
  try {
    console.log(row(["a key to painted hits, ms", "median", "p95", "most", "long task", "shifts"]));
    await measure(browser, "a field with its list", `${server.url}/`);
    await measure(browser, "a page of results", `${server.url}/results`);
    const hosts = await startIndexHosts(await publishedFrom(context));
    try {
      await measure(browser, "a field, of an index", hosts.lay({ isSameOrigin: true }));
      const policy = "worker-src 'none'";
      await measure(browser, "the same without a worker", hosts.lay({ isSameOrigin: true, policy }));
      console.log(row(["", "settled", "most", "standstill", "most", "jumps"]));
      await typeSearches(browser, "a field with its list", `${server.url}/`, ".option.hit");
      await typeSearches(browser, "a page of results", `${server.url}/results`, ".results .hit");
      const shop = await startInstantSearch(server.url);
      await typeSearches(browser, "InstantSearch, same server", shop.url, ".ais-Hits-item");
      await shop.close();
      await typeSearches(browser, "a field, of an index", hosts.lay({ isSameOrigin: true }), ".option.hit");
    } finally {
      await hosts.close();
    }
  } finally {
    await browser.close();
    await server.close();
  }
}

/** Two words of the corpus' articles. */
function madeTexts(): string[] {
  const texts = twoWordQueries(new NewsCorpus().take(2_000), 60);
  return texts.filter((text) => text.length >= 15).slice(0, 12);
}

/**
 * Searches that are typed at 150 ms a key: medians and the most. Each text is typed twice, and the second time counts:
 * what the server reads once is read by then.
 */
async function typeSearches(browser: Browser, name: string, address: string, hits: string): Promise<void> {
  await typeTexts(browser, address, hits);
  const runs = await typeTexts(browser, address, hits);
  const sorted = (of: (run: TypedRun) => number): number[] => runs.map(of).sort((a, b) => a - b);
  const pair = (times: number[]): string[] =>
    [times[times.length >> 1] ?? 0, times.at(-1) ?? 0].map((ms) => ms.toFixed(0));
  const jumps = runs.reduce((sum, run) => sum + run.jumps, 0);
  console.log(
    row([name, ...pair(sorted((run) => run.settledMs)), ...pair(sorted((run) => run.standstillMs)), `${jumps}`]),
  );
}

async function typeTexts(browser: Browser, address: string, hits: string): Promise<TypedRun[]> {
  const runs: TypedRun[] = [];
  for (const text of typedTexts) {
    const page = await browser.newPage({ locale: "ru-RU", viewport: { width: 1280, height: 900 } });
    await page.goto(address);
    const field = page.locator("poisk-search input.input, #searchbox input");
    await field.waitFor();
    await page.waitForLoadState("networkidle");
    await field.focus();
    runs.push(await typeRun(page, hits, text));
    await page.close();
  }
  return runs;
}

/** The demo of InstantSearch.js over the server. */
async function startInstantSearch(endpoint: string): Promise<{ readonly url: string; close(): Promise<void> }> {
  const demo = new URL("../browser/wrappers/instantsearch-demo.ts", import.meta.url);
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(demo)],
    bundle: true,
    write: false,
    format: "iife",
    define: { "process.env.NODE_ENV": '"production"' },
  });
  const places = ["searchbox", "stats", "sort-by", "source", "year", "hits", "pagination"];
  const page = `<!doctype html><meta charset="utf-8"><body data-endpoint="${endpoint}">${places.map((id) => `<div id="${id}"></div>`).join("")}<script src="/demo.js"></script>`;
  const server = createServer(({ url }, response) => {
    const isScript = url === "/demo.js";
    response.setHeader("Content-Type", isScript ? "text/javascript" : "text/html");
    response.end(isScript ? outputFiles[0]?.text : page);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function measure(browser: Browser, name: string, address: string): Promise<void> {
  for (const beginning of WARMING_BEGINNINGS) await typeInto(browser, address, beginning);
  const typed: TypedKey[] = [];
  for (const beginning of BEGINNINGS) typed.push(await typeInto(browser, address, beginning));
  console.log(row([name, ...figuresOf(typed)]));
}

/** Opens the page anew, types a letter, and once the page is at rest the next, which is the first that finds words. */
async function typeInto(browser: Browser, address: string, beginning: string): Promise<TypedKey> {
  const page = await browser.newPage({ locale: "ru-RU", viewport: { width: 1280, height: 900 } });
  try {
    await page.goto(address);
    const field = page.locator("poisk-search input.input");
    await field.waitFor();
    if (address.endsWith("/results")) await page.locator("poisk-search .choice").first().waitFor();
    await page.waitForLoadState("networkidle");
    await field.focus();
    // Playwright's own keyboard has no Cyrillic keys, and would only insert the text.
    const devtools = await page.context().newCDPSession(page);
    const press = (letter: string) =>
      devtools.send("Input.dispatchKeyEvent", { type: "keyDown", key: letter, text: letter });
    await press(beginning.charAt(0));
    await page.waitForTimeout(REST_MS);
    // A page that reads the index itself opens it for the first letter.
    await page.locator("poisk-search .root[aria-busy=false]").waitFor();
    await watchPainting(page);
    await press(beginning.charAt(1));
    return await page.evaluate(() => (window as unknown as { typed: Promise<TypedKey> }).typed);
  } finally {
    await page.close();
  }
}

/** Leaves a promise in the page that is kept by the first frame with hits of what is typed. */
function watchPainting(page: Page): Promise<void> {
  return page.evaluate(() => {
    const root = document.querySelector("poisk-search")?.shadowRoot as ShadowRoot;
    const longTasks: number[] = [];
    let layoutShifts = 0;
    new PerformanceObserver((list) => longTasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: "longtask",
      buffered: true,
    });
    new PerformanceObserver((list) => {
      // Those right after a key are what was asked for (Layout Instability API, hadRecentInput).
      layoutShifts += list.getEntries().filter((entry) => !("hadRecentInput" in entry && entry.hadRecentInput)).length;
    }).observe({ type: "layout-shift", buffered: true });
    const pressedAtMs = new Promise<number>((resolve) => {
      root.addEventListener("keydown", ({ timeStamp }) => resolve(timeStamp), { capture: true, once: true });
    });
    // The page of results has hits before: those of the key have marks.
    const shown = new Promise<number>((resolve) => {
      const observer = new MutationObserver(() => {
        if (root.querySelector(".hit mark") === null) return;
        observer.disconnect();
        // A task after the frame's own: the frame is made by then.
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve(performance.now());
          port2.postMessage(null);
        });
      });
      observer.observe(root, { childList: true, subtree: true });
    });
    const typed = Promise.all([pressedAtMs, shown]).then(([from, to]) => ({
      paintedMs: to - from,
      longestTaskMs: Math.max(0, ...longTasks),
      layoutShifts,
    }));
    Object.assign(window, { typed });
  });
}

function figuresOf(typed: readonly TypedKey[]): string[] {
  const times = typed.map(({ paintedMs }) => paintedMs).sort((left, right) => left - right);
  const at = (share: number): string => (times[Math.floor(times.length * share)] ?? 0).toFixed(0);
  const longest = Math.max(...typed.map(({ longestTaskMs }) => longestTaskMs));
  const shifts = typed.reduce((sum, { layoutShifts }) => sum + layoutShifts, 0);
  return [at(0.5), at(0.95), (times.at(-1) ?? 0).toFixed(0), longest === 0 ? "none" : longest.toFixed(0), `${shifts}`];
}

function row(cells: readonly string[]): string {
  return cells.map((cell, i) => (i === 0 ? cell.padEnd(32) : cell.padStart(10))).join("");
}
